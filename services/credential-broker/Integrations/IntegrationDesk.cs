using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.CredentialBroker.Providers;
using CauseFlow.CredentialBroker.Providers.Aws;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>
/// Connects, tests, changes and disconnects integrations of every cloud; each change with its audit record and its message
/// in one commit.
/// </summary>
public sealed class IntegrationDesk(
    BrokerTransactions transactions, CloudAccesses clouds, ExternalIds externalIds, TestWaiting waiting, TimeProvider time)
{
    /// <summary>
    /// Tries the principal, stores the integration and starts the test of its permissions. A principal that lets nobody in
    /// leaves nothing but an audit record.
    /// </summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="integration">Made of a valid request, with its secret encrypted.</param>
    /// <param name="notes">What the answer shall say beside the test's result.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    public async Task<IntegrationOutcome> ConnectAsync(
        string actor, Integration integration, IReadOnlyList<string> notes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(integration);
        if (await transactions.RunAsync(
            work => FindTakenAsync(work, integration, integration.Accounts, cancellationToken), cancellationToken) is { } taken)
        {
            return new IntegrationOutcome(null, Taken: taken);
        }

        var probe = await clouds.Of(integration.Provider).ProbeAsync(integration, cancellationToken);
        if (probe.Refusal is { } refusal)
        {
            await transactions.RunAsync(
                work => RecordAsync(work, integration, actor, "integration.connect_refused", refusal.Reason), cancellationToken);
            return new IntegrationOutcome(null, refusal);
        }

        clouds.Of(integration.Provider).Accept(integration, probe.Generation);
        integration.LastTest = AccessIsFine(probe, notes);
        var outcome = await transactions.RunAsync(
            work => StoreAsync(work, integration, actor, cancellationToken), cancellationToken);
        return outcome.Integration is null
            ? outcome
            : outcome with { Integration = await waiting.ForAsync(integration.Id, outcome.Integration, cancellationToken) };
    }

    /// <summary>Tests a connected integration again, access and permissions; null when there is none such.</summary>
    public async Task<IntegrationOutcome?> TestAsync(
        string tenantId, string actor, string id, CancellationToken cancellationToken)
    {
        var current = await transactions.RunAsync(
            work => FindActiveAsync(work, tenantId, id, cancellationToken), cancellationToken);
        if (current is null)
        {
            return null;
        }

        var probe = await clouds.Of(current.Provider).ProbeAsync(current, cancellationToken);
        var outcome = await transactions.RunAsync(
            work => NoteTestAsync(work, current, actor, probe, cancellationToken), cancellationToken);
        return outcome is not { Refusal: null, Integration: { } view }
            ? outcome
            : outcome with { Integration = await waiting.ForAsync(id, view, cancellationToken) };
    }

    /// <summary>Changes what is not null; a new secret is tried first. Null when there is none such.</summary>
    /// <param name="tenantId">Whose.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="id">The integration.</param>
    /// <param name="change">Valid for the integration's cloud.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    public async Task<IntegrationOutcome?> ChangeAsync(
        string tenantId, string actor, string id, ChangeIntegrationRequest change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.ChangesAccess && await TryAsync(tenantId, actor, id, change, cancellationToken) is { } refusal)
        {
            return new IntegrationOutcome(null, refusal);
        }

        return await transactions.RunAsync(
            work => ApplyAsync(work, tenantId, actor, id, change, cancellationToken), cancellationToken);
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
            if (await FindActiveAsync(work, tenantId, id, cancellationToken) is not { Provider: CloudProvider.Aws } integration)
            {
                return new RotationOutcome(null, false);
            }

            if (!await externalIds.RotateAsync(work, tenantId, cancellationToken))
            {
                return new RotationOutcome(IntegrationView.Of(integration, Now), true);
            }

            await RecordAsync(work, integration, actor, "external_id.rotated", null);
            return new RotationOutcome(IntegrationView.Of(integration, Now), false);
        }, cancellationToken);

    /// <summary>Disconnects and closes the leases; false when there is none such.</summary>
    public Task<bool> DisconnectAsync(string tenantId, string actor, string id, CancellationToken cancellationToken) =>
        transactions.RunAsync(async work =>
        {
            if (await FindActiveAsync(work, tenantId, id, cancellationToken) is not { } integration)
            {
                return false;
            }

            await Disconnection.ApplyAsync(work.Db, integration, Now, cancellationToken);
            work.Outbox.Add(integration.ToMessage());
            await RecordAsync(work, integration, actor, "integration.disconnected", null);
            foreach (var closed in await work.Closing.CloseOfIntegrationAsync(id, cancellationToken))
            {
                work.Outbox.Add(closed);
            }

            return true;
        }, cancellationToken);

    private DateTimeOffset Now => time.GetUtcNow().TruncateToMicroseconds();

    /// <summary>The first of the accounts that another integration of the tenant has; null when all are free.</summary>
    private static Task<string?> FindTakenAsync(
        BrokerWork work, Integration integration, IReadOnlyList<string> accounts, CancellationToken cancellationToken) =>
        work.Db.ConnectedAccounts
            .Where(x => x.TenantId == integration.TenantId && x.Provider == integration.Provider
                && x.IntegrationId != integration.Id && accounts.Contains(x.Account))
            .OrderBy(x => x.Account).Select(x => x.Account).FirstOrDefaultAsync(cancellationToken);

    private static async Task<Integration?> FindActiveAsync(
        BrokerWork work, string tenantId, string id, CancellationToken cancellationToken) =>
        await work.Db.Integrations.FirstOrDefaultAsync(
            x => x.Id == id && x.TenantId == tenantId && x.Status != IntegrationStatus.Disconnected, cancellationToken);

    private async Task<IntegrationOutcome> StoreAsync(
        BrokerWork work, Integration integration, string actor, CancellationToken cancellationToken)
    {
        // Somebody else may have connected an account while the cloud was asked; the primary key refuses the rest.
        if (await FindTakenAsync(work, integration, integration.Accounts, cancellationToken) is { } taken)
        {
            return new IntegrationOutcome(null, Taken: taken);
        }

        work.Db.Integrations.Add(integration);
        Connect(work, integration, integration.Accounts);
        work.Db.ReservedIntegrations.RemoveRange(await work.Db.ReservedIntegrations
            .Where(x => x.IntegrationId == integration.Id).ToListAsync(cancellationToken));
        work.Outbox.Add(integration.ToMessage());
        await RecordAsync(work, integration, actor, "integration.connected", null);
        if (integration.ExcessConfirmedBy is not null)
        {
            await RecordAsync(work, integration, actor, "integration.excess_confirmed", null);
        }

        await StartTestAsync(work, integration, actor, cancellationToken);
        return new IntegrationOutcome(IntegrationView.Of(integration, Now));
    }

    private static void Connect(BrokerWork work, Integration integration, IEnumerable<string> accounts) =>
        work.Db.ConnectedAccounts.AddRange(accounts.Select(account => new ConnectedAccount
        {
            TenantId = integration.TenantId, Provider = integration.Provider, Account = account,
            IntegrationId = integration.Id,
        }));

    /// <summary>
    /// Tries a new secret on a copy; null when it lets CauseFlow in, or when there is no such integration.
    /// </summary>
    private async Task<Refusal?> TryAsync(
        string tenantId, string actor, string id, ChangeIntegrationRequest change, CancellationToken cancellationToken)
    {
        // The context of this work ends with it and nothing is committed: what was read is a copy.
        var copy = await transactions.RunAsync(async work => await work.Db.Integrations.AsNoTracking().FirstOrDefaultAsync(
            x => x.Id == id && x.TenantId == tenantId && x.Status != IntegrationStatus.Disconnected,
            cancellationToken), cancellationToken);
        if (copy is null)
        {
            return null;
        }

        var cloud = clouds.Of(copy.Provider);
        await cloud.ApplyAsync(change, copy, cancellationToken);
        var probe = await cloud.ProbeAsync(copy, cancellationToken);
        if (probe.Refusal is { } refusal)
        {
            await transactions.RunAsync(
                work => RecordAsync(work, copy, actor, "integration.update_refused", refusal.Reason), cancellationToken);
        }

        return probe.Refusal;
    }

    private async Task<IntegrationOutcome?> ApplyAsync(
        BrokerWork work, string tenantId, string actor, string id, ChangeIntegrationRequest change,
        CancellationToken cancellationToken)
    {
        if (await FindActiveAsync(work, tenantId, id, cancellationToken) is not { } integration)
        {
            return null;
        }

        var before = integration.Accounts;
        await clouds.Of(integration.Provider).ApplyAsync(change, integration, cancellationToken);
        var added = integration.Accounts.Except(before).ToList();
        if (added.Count > 0
            && await FindTakenAsync(work, integration, added, cancellationToken) is { } taken)
        {
            work.Db.ChangeTracker.Clear();
            return new IntegrationOutcome(null, Taken: taken);
        }

        var gone = before.Except(integration.Accounts).ToList();
        work.Db.ConnectedAccounts.RemoveRange(await work.Db.ConnectedAccounts
            .Where(x => x.IntegrationId == id && gone.Contains(x.Account)).ToListAsync(cancellationToken));
        Connect(work, integration, added);
        integration.Name = change.Name?.Trim() ?? integration.Name;
        integration.Links = change.Links is null ? integration.Links : [.. change.Links.Distinct()];
        integration.Services = change.Services is null ? integration.Services : [.. change.Services.Distinct()];
        integration.Environments = change.Environments is null ? integration.Environments : [.. change.Environments.Distinct()];
        var isOther = change.ChangesAccess || added.Count > 0;
        if (isOther)
        {
            // Another secret may be another principal's: neither what was found nor what was confirmed is about that one.
            integration.Excess = ExcessVerdict.Unjudged;
            await ConfirmAsync(work, integration, actor, confirmed: false);
        }

        await ConfirmAsync(work, integration, actor, change.ConfirmExcess);
        Touch(integration);
        work.Outbox.Add(integration.ToMessage());
        await RecordAsync(work, integration, actor, "integration.updated", null);
        if (isOther && integration.Provider != CloudProvider.Aws)
        {
            // An open lease would lend the new principal unseen, and an open test would report on the old one.
            foreach (var closed in await work.Closing.CloseOfIntegrationAsync(id, cancellationToken))
            {
                work.Outbox.Add(closed);
            }

            await StartTestAsync(work, integration, actor, cancellationToken);
        }

        return new IntegrationOutcome(IntegrationView.Of(integration, Now));
    }

    /// <summary>An admin accepts that the principal may do too much, or takes that back.</summary>
    private static async Task ConfirmAsync(BrokerWork work, Integration integration, string actor, bool? confirmed)
    {
        if (confirmed is not { } yes || yes == (integration.ExcessConfirmedBy is not null))
        {
            return;
        }

        integration.ExcessConfirmedBy = yes ? actor : null;
        await RecordAsync(work, integration, actor, yes ? "integration.excess_confirmed" : "integration.excess_revoked", null);
        if (integration.LastTest is not { PermissionsPending: false } last)
        {
            return;
        }

        integration.LastTest = ExcessRule.Judge(integration, yes ? ExcessRule.Unjudged(last) : last);
        integration.Status = ExcessRule.StatusOf(integration.LastTest, integration.Status);
    }

    private static async Task StartTestAsync(
        BrokerWork work, Integration integration, string actor, CancellationToken cancellationToken)
    {
        if (await work.Tests.GrantAsync(integration, actor, cancellationToken) is { } grant)
        {
            work.Outbox.AddGrant(grant);
        }
    }

    private async Task<IntegrationOutcome?> NoteTestAsync(
        BrokerWork work, Integration tested, string actor, AccessProbe probe, CancellationToken cancellationToken)
    {
        if (await FindActiveAsync(work, tested.TenantId, tested.Id, cancellationToken) is not { } integration)
        {
            return null;
        }

        var status = probe.Refusal is null ? IntegrationStatus.Connected : IntegrationStatus.Error;
        var changed = integration.Status != status;
        integration.LastTest = probe.Refusal is { } refusal
            ? ConnectionTestResult.Failed(Now, refusal.Reason, refusal.Message, refusal.Remedy)
            : AccessIsFine(probe, []);
        integration.Status = status;
        Touch(integration);
        if (changed)
        {
            work.Outbox.Add(integration.ToMessage());
        }

        await RecordAsync(work, integration, actor, "integration.tested", probe.Refusal?.Reason);
        if (probe.Refusal is null)
        {
            await clouds.Of(integration.Provider).NoteAsync(work, integration, probe.Generation, actor, cancellationToken);
            await StartTestAsync(work, integration, actor, cancellationToken);
        }

        return new IntegrationOutcome(IntegrationView.Of(integration, Now), probe.Refusal);
    }

    private static async Task<bool> RecordAsync(
        BrokerWork work, Integration integration, string actor, string action, RefusalReason? reason)
    {
        await work.Audit.AppendAsync(IntegrationAudit.Entry(integration, actor, action, reason));
        return true;
    }

    private ConnectionTestResult AccessIsFine(AccessProbe probe, IReadOnlyList<string> notes) => new()
    {
        At = Now, Ok = true, PermissionsPending = true,
        Warnings = probe.Warnings is null && notes.Count == 0 ? null : [.. probe.Warnings ?? [], .. notes],
        Message = "The principal lets CauseFlow in. Its permissions are being tried.",
    };

    private void Touch(Integration integration)
    {
        integration.ChangedAt = Now;
        integration.Version++;
    }
}
