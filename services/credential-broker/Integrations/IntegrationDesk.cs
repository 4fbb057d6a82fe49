using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Providers.Aws;
using CauseFlow.Secrets;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>Connects, tests and disconnects accounts; each change with its audit record and its message in one commit.</summary>
public sealed class IntegrationDesk(
    BrokerTransactions transactions, ExternalIds externalIds, RoleAccess roles, TestWaiting waiting, TimeProvider time)
{
    /// <summary>
    /// Tests the role, stores the integration and starts the test of its permissions. A failed test of the role stores
    /// nothing but an audit record.
    /// </summary>
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

        var test = await TestRoleAsync(integration, cancellationToken);
        if (test.Refusal is { } refusal)
        {
            await transactions.RunAsync(
                work => RecordAsync(work, integration, actor, "integration.connect_refused", refusal.Reason), cancellationToken);
            return new IntegrationOutcome(null, refusal);
        }

        integration.ExternalIdGeneration = test.Generation;
        integration.LastTest = RoleIsFine(test);
        var outcome = await transactions.RunAsync(
            work => StoreAsync(work, integration, actor, cancellationToken), cancellationToken);
        return outcome.Integration is null
            ? outcome
            : outcome with { Integration = await waiting.ForAsync(integration.Id, outcome.Integration, cancellationToken) };
    }

    /// <summary>Tests a connected integration again, role and permissions; null when there is none such.</summary>
    public async Task<IntegrationOutcome?> TestAsync(
        string tenantId, string actor, string id, CancellationToken cancellationToken)
    {
        var current = await transactions.RunAsync(
            work => FindActiveAsync(work, tenantId, id, cancellationToken), cancellationToken);
        if (current is null)
        {
            return null;
        }

        var test = await TestRoleAsync(current, cancellationToken);
        var outcome = await transactions.RunAsync(
            work => NoteTestAsync(work, current, actor, test, cancellationToken), cancellationToken);
        return outcome is not { Refusal: null, Integration: { } view }
            ? outcome
            : outcome with { Integration = await waiting.ForAsync(id, view, cancellationToken) };
    }

    /// <summary>Changes name, regions, topics and hints; null when there is none such.</summary>
    /// <param name="tenantId">Whose.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="id">The integration.</param>
    /// <param name="change">Valid for the integration's partition; null members stay as they are.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    public Task<IntegrationView?> ChangeAsync(
        string tenantId, string actor, string id, ChangeIntegrationRequest change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return transactions.RunAsync(async work =>
        {
            if (await FindActiveAsync(work, tenantId, id, cancellationToken) is not { } integration)
            {
                return null;
            }

            integration.Name = change.Name?.Trim() ?? integration.Name;
            integration.Regions = change.Regions is null ? integration.Regions : [.. change.Regions.Distinct()];
            integration.TopicArns = change.TopicArns is null ? integration.TopicArns : [.. change.TopicArns.Distinct()];
            integration.LogGroups = change.LogGroups is null ? integration.LogGroups : [.. change.LogGroups.Distinct()];
            Touch(integration);
            work.Outbox.Add(integration.ToMessage());
            await RecordAsync(work, integration, actor, "integration.updated", null);
            return IntegrationView.Of(integration);
        }, cancellationToken);
    }

    /// <summary>
    /// Makes a new external id for the tenant. Every connected integration may go on with the one before until its role
    /// takes the new one, at most 7 days.
    /// </summary>
    public Task<RotationOutcome> RotateExternalIdAsync(
        string tenantId, string actor, string id, CancellationToken cancellationToken) =>
        transactions.RunAsync(async work =>
        {
            await work.Audit.TakeTurnAsync(tenantId, cancellationToken);
            if (await FindActiveAsync(work, tenantId, id, cancellationToken) is not { } integration)
            {
                return new RotationOutcome(null, false);
            }

            if (!await externalIds.RotateAsync(work, tenantId, cancellationToken))
            {
                return new RotationOutcome(IntegrationView.Of(integration), true);
            }

            await RecordAsync(work, integration, actor, "external_id.rotated", null);
            return new RotationOutcome(IntegrationView.Of(integration), false);
        }, cancellationToken);

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
            foreach (var closed in await work.Closing.CloseOfIntegrationAsync(id, cancellationToken))
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
        await StartTestAsync(work, integration, actor, cancellationToken);
        return new IntegrationOutcome(IntegrationView.Of(integration));
    }

    private static async Task StartTestAsync(
        BrokerWork work, Integration integration, string actor, CancellationToken cancellationToken)
    {
        if (await work.Tests.GrantAsync(integration, actor, cancellationToken) is { } grant)
        {
            work.Outbox.Add(grant);
        }
    }

    private async Task<IntegrationOutcome?> NoteTestAsync(
        BrokerWork work, Integration tested, string actor, RoleTest test, CancellationToken cancellationToken)
    {
        if (await FindActiveAsync(work, tested.TenantId, tested.Id, cancellationToken) is not { } integration)
        {
            return null;
        }

        var status = test.Refusal is null ? IntegrationStatus.Connected : IntegrationStatus.Error;
        var changed = integration.Status != status;
        integration.LastTest = test.Refusal is { } refusal
            ? ConnectionTestResult.Failed(Now, refusal.Reason, refusal.Message, refusal.Remedy) : RoleIsFine(test);
        integration.Status = status;
        Touch(integration);
        if (changed)
        {
            work.Outbox.Add(integration.ToMessage());
        }

        await RecordAsync(work, integration, actor, "integration.tested", test.Refusal?.Reason);
        if (test.Refusal is null)
        {
            if (await externalIds.AdoptAsync(work, integration, test.Generation, cancellationToken))
            {
                await RecordAsync(work, integration, actor, "external_id.adopted", null);
            }

            await StartTestAsync(work, integration, actor, cancellationToken);
        }

        return new IntegrationOutcome(IntegrationView.Of(integration), test.Refusal);
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

    private async Task<RoleTest> TestRoleAsync(Integration integration, CancellationToken cancellationToken)
    {
        try
        {
            var candidates = await externalIds.CandidatesAsync(integration, cancellationToken);
            return await roles.TestAsync(integration, candidates, cancellationToken);
        }
        catch (KeyUnavailableException e)
        {
            return RoleTest.Of(Refusals.OfMissingKey(e));
        }
    }

    private ConnectionTestResult RoleIsFine(RoleTest test) => new()
    {
        At = Now, Ok = true, PermissionsPending = true, Warnings = test.Warnings,
        Message = "The role can be assumed. Its permissions are being tried.",
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
