using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Providers.Aws;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>Connects, tests and disconnects accounts; each change with its audit record and its message in one commit.</summary>
public sealed class IntegrationDesk(
    BrokerTransactions transactions, ExternalIds externalIds, RoleAccess roles, TimeProvider time)
{
    /// <summary>The set-up material; null when the installation has no principal in that partition.</summary>
    public async Task<AwsSetup?> SetupAsync(string tenantId, string partition, CancellationToken cancellationToken)
    {
        if (roles.PrincipalArn(partition) is not { } principal)
        {
            return null;
        }

        var externalId = await externalIds.GetOrCreateAsync(tenantId, cancellationToken);
        return new AwsSetup
        {
            ExternalId = externalId,
            PrincipalArn = principal,
            TrustPolicy = AwsPolicies.Trust(principal, externalId),
            PermissionPolicy = AwsPolicies.Permissions(AwsPlans.All),
        };
    }

    /// <summary>Tests the role and stores the integration. A failed test stores nothing but an audit record.</summary>
    /// <param name="tenantId">Whose.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="request">Valid: <see cref="ConnectAwsValidation"/> found nothing.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    public async Task<IntegrationOutcome> ConnectAsync(
        string tenantId, string actor, ConnectAwsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var integration = NewIntegration(tenantId, request);
        if (await transactions.RunAsync(
            work => IsConnectedAsync(work, integration, cancellationToken), cancellationToken))
        {
            return new IntegrationOutcome(null, AlreadyConnected: true);
        }

        if (await TestRoleAsync(integration, cancellationToken) is { } refusal)
        {
            await transactions.RunAsync(
                work => RecordAsync(work, integration, actor, "integration.connect_refused", refusal.Reason), cancellationToken);
            return new IntegrationOutcome(null, refusal);
        }

        integration.LastTest = new ConnectionTestResult { At = Now, Ok = true };
        return await transactions.RunAsync(
            work => StoreAsync(work, integration, actor, cancellationToken), cancellationToken);
    }

    /// <summary>Tests a connected integration again; null when there is none such.</summary>
    public async Task<IntegrationOutcome?> TestAsync(
        string tenantId, string actor, string id, CancellationToken cancellationToken)
    {
        var current = await transactions.RunAsync(
            work => FindActiveAsync(work, tenantId, id, cancellationToken), cancellationToken);
        if (current is null)
        {
            return null;
        }

        var refusal = await TestRoleAsync(current, cancellationToken);
        return await transactions.RunAsync(async work =>
        {
            if (await FindActiveAsync(work, tenantId, id, cancellationToken) is not { } integration)
            {
                return null;
            }

            var status = refusal is null ? IntegrationStatus.Connected : IntegrationStatus.Error;
            var changed = integration.Status != status;
            integration.LastTest = ResultOf(refusal);
            integration.Status = status;
            Touch(integration);
            if (changed)
            {
                work.Outbox.Add(integration.ToMessage());
            }

            await RecordAsync(work, integration, actor, "integration.tested", refusal?.Reason);
            return new IntegrationOutcome(IntegrationView.Of(integration), refusal);
        }, cancellationToken);
    }

    /// <summary>Disconnects and closes the leases; false when there is none such.</summary>
    public Task<bool> DisconnectAsync(string tenantId, string actor, string id, CancellationToken cancellationToken) =>
        transactions.RunAsync(async work =>
        {
            if (await FindActiveAsync(work, tenantId, id, cancellationToken) is not { } integration)
            {
                return false;
            }

            integration.ActiveAccount = null;
            integration.Status = IntegrationStatus.Disconnected;
            Touch(integration);
            work.Outbox.Add(integration.ToMessage());
            await RecordAsync(work, integration, actor, "integration.disconnected", null);
            foreach (var closed in await work.Desk.CloseOfIntegrationAsync(id, cancellationToken))
            {
                work.Outbox.Add(closed);
            }

            return true;
        }, cancellationToken);

    private DateTimeOffset Now => time.GetUtcNow().TruncateToMicroseconds();

    private static Task<bool> IsConnectedAsync(
        BrokerWork work, Integration integration, CancellationToken cancellationToken) =>
        work.Db.Integrations.AnyAsync(
            x => x.TenantId == integration.TenantId && x.Provider == integration.Provider
                && x.ActiveAccount == integration.Account, cancellationToken);

    private static async Task<Integration?> FindActiveAsync(
        BrokerWork work, string tenantId, string id, CancellationToken cancellationToken) =>
        await work.Db.Integrations.FirstOrDefaultAsync(
            x => x.Id == id && x.TenantId == tenantId && x.ActiveAccount != null, cancellationToken);

    private static async Task<IntegrationOutcome> StoreAsync(
        BrokerWork work, Integration integration, string actor, CancellationToken cancellationToken)
    {
        // Somebody else may have connected the account while STS was asked; the unique index refuses the rest.
        if (await IsConnectedAsync(work, integration, cancellationToken))
        {
            return new IntegrationOutcome(null, AlreadyConnected: true);
        }

        work.Db.Integrations.Add(integration);
        work.Outbox.Add(integration.ToMessage());
        await RecordAsync(work, integration, actor, "integration.connected", null);
        return new IntegrationOutcome(IntegrationView.Of(integration));
    }

    private static async Task<bool> RecordAsync(
        BrokerWork work, Integration integration, string actor, string action, RefusalReason? reason)
    {
        var details = new Dictionary<string, string>
        {
            ["account"] = integration.Account, ["roleArn"] = integration.RoleArn,
            ["regions"] = string.Join(',', integration.Regions),
        };
        if (reason is not null)
        {
            details["reason"] = $"{reason}";
        }

        await work.Audit.AppendAsync(new AuditEntry
        {
            TenantId = integration.TenantId, Actor = actor, Action = action, Subject = integration.Id, Details = details,
        });
        return true;
    }

    private async Task<Refusal?> TestRoleAsync(Integration integration, CancellationToken cancellationToken)
    {
        var role = RoleArn.Parse(integration.RoleArn)
            ?? throw new InvalidOperationException($"Integration {integration.Id} has no valid role.");
        var externalId = await externalIds.GetOrCreateAsync(integration.TenantId, cancellationToken);
        return await roles.TestAsync(
            role, integration.RoleArn, integration.Regions, externalId, integration.Id, cancellationToken);
    }

    private ConnectionTestResult ResultOf(Refusal? refusal) => new()
    {
        At = Now, Ok = refusal is null, Reason = refusal?.Reason, Message = refusal?.Message, Remedy = refusal?.Remedy,
    };

    private void Touch(Integration integration)
    {
        integration.ChangedAt = Now;
        integration.Version++;
    }

    private Integration NewIntegration(string tenantId, ConnectAwsRequest request)
    {
        var role = RoleArn.Parse(request.RoleArn)
            ?? throw new ArgumentException("The request was not validated.", nameof(request));
        return new Integration
        {
            Id = Ids.New("int", time), TenantId = tenantId, Provider = CloudProvider.Aws,
            Name = request.Name?.Trim() ?? $"AWS {role.Account}", RoleArn = request.RoleArn!, Account = role.Account,
            ActiveAccount = role.Account, Regions = [.. request.Regions!.Distinct()],
            TopicArns = [.. (request.TopicArns ?? []).Distinct()], LogGroups = [.. (request.LogGroups ?? []).Distinct()],
            Status = IntegrationStatus.Connected, CreatedAt = Now, ChangedAt = Now, Version = 1,
        };
    }
}
