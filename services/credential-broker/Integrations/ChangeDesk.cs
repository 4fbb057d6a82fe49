using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Credentials;
using CauseFlow.CredentialBroker.Providers;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>
/// Changes a connected integration, and does what follows from it: another principal is tried, it or another coverage is
/// judged anew, and no lease of the one before stays open.
/// </summary>
public sealed class ChangeDesk(BrokerTransactions transactions, CloudAccesses clouds, TimeProvider time)
{
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

    private DateTimeOffset Now => time.GetUtcNow().TruncateToMicroseconds();

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
                work => work.RecordAsync(copy, actor, "integration.update_refused", refusal.Reason), cancellationToken);
        }

        return probe.Refusal;
    }

    private async Task<IntegrationOutcome?> ApplyAsync(
        BrokerWork work, string tenantId, string actor, string id, ChangeIntegrationRequest change,
        CancellationToken cancellationToken)
    {
        if (await IntegrationRows.FindActiveAsync(work, tenantId, id, cancellationToken) is not { } integration)
        {
            return null;
        }

        var cloud = clouds.Of(integration.Provider);
        var before = integration.Accounts;
        var (covered, wasHeld) = (CoverOf(cloud.WholeOf(integration)), integration.IsHeld);
        await cloud.ApplyAsync(change, integration, cancellationToken);
        var added = integration.Accounts.Except(before).ToList();
        if (added.Count > 0
            && await IntegrationRows.FindTakenAsync(work, integration, added, cancellationToken) is { } taken)
        {
            work.Db.ChangeTracker.Clear();
            return new IntegrationOutcome(null, Taken: taken);
        }

        if (change.ChangesAccess && !await CredentialDesk.TakeAsync(
            work, tenantId, change.CredentialId, id, actor, cancellationToken))
        {
            work.Db.ChangeTracker.Clear();
            return new IntegrationOutcome(null, CredentialTaken: true);
        }

        var gone = before.Except(integration.Accounts).ToList();
        work.Db.ConnectedAccounts.RemoveRange(await work.Db.ConnectedAccounts
            .Where(x => x.IntegrationId == id && gone.Contains(x.Account)).ToListAsync(cancellationToken));
        IntegrationRows.Connect(work, integration, added);
        integration.Name = change.Name?.Trim() ?? integration.Name;
        integration.Links = change.Links is null ? integration.Links : [.. change.Links.Distinct()];
        integration.Services = change.Services is null ? integration.Services : [.. change.Services.Distinct()];
        integration.Environments = change.Environments is null ? integration.Environments : [.. change.Environments.Distinct()];
        var isOther = change.ChangesAccess || CoverOf(cloud.WholeOf(integration)) != covered;
        if (isOther)
        {
            // Another secret may be another principal's, and elsewhere the same one may do more: neither what was found nor what
            // was confirmed is about that.
            integration.Excess = ExcessVerdict.Unjudged;
            integration.LookAgainAt = Now + ExcessReview.Pause;
            integration.LastTest = Untested;
            await ConfirmAsync(work, integration, actor, confirmed: false);
        }

        await ConfirmAsync(work, integration, actor, change.ConfirmExcess);
        await SwitchReconcileAsync(work, integration, actor, change.Reconcile, cancellationToken);
        await SwitchIntakeAsync(work, integration, actor, change.IntakeQueueArn, cancellationToken);
        integration.Touch(Now);
        work.Outbox.Add(integration.ToMessage());
        await work.RecordAsync(integration, actor, "integration.updated", null);
        if (isOther || (integration.IsHeld && !wasHeld))
        {
            // An open lease would lend the new principal unseen, and an open test would report on the old one. A role of AWS is
            // the same, and what is lent of it is narrowed: there only the test is another.
            LeasePurpose? purpose = integration.Provider == CloudProvider.Aws ? LeasePurpose.ConnectionTest : null;
            foreach (var closed in await work.Closing.CloseOfIntegrationAsync(id, purpose, cancellationToken))
            {
                work.Outbox.Add(closed);
            }
        }

        if (isOther)
        {
            await work.StartTestAsync(integration, actor, cancellationToken);
        }

        return new IntegrationOutcome(IntegrationView.Of(integration, Now));
    }

    /// <summary>What a connection test would look at, in a form that says only whether it is the same.</summary>
    private static string CoverOf(CollectionTarget target) => string.Join('\n', ((IEnumerable<string>?[])
        [target.Accounts, target.Regions, target.ResourceGroups, target.WorkspaceId is { } workspace ? [workspace] : null])
        .Select(part => string.Join(' ', (part ?? []).Select(name => name.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal))));

    private ConnectionTestResult Untested => new()
    {
        At = Now, Ok = false, PermissionsPending = true,
        Message = "What the integration covers, or its credential, has changed: its permissions are being tried anew.",
    };

    /// <summary>On means a look at once, also where it was on already; off ends a look that is under way.</summary>
    private async Task SwitchReconcileAsync(
        BrokerWork work, Integration integration, string actor, bool? isOn, CancellationToken cancellationToken)
    {
        if (isOn is not { } on)
        {
            return;
        }

        var wasOn = integration.ReconcileDueAt is not null;
        integration.ReconcileDueAt = on ? Now : null;
        if (wasOn != on)
        {
            await work.RecordAsync(integration, actor, on ? "integration.reconcile_on" : "integration.reconcile_off", null);
        }

        foreach (var closed in on ? [] : await work.Closing.CloseOfIntegrationAsync(
            integration.Id, LeasePurpose.Reconcile, cancellationToken))
        {
            work.Outbox.Add(closed);
        }
    }

    /// <summary>Another queue, or none: what was lent for the one before ends.</summary>
    private async Task SwitchIntakeAsync(
        BrokerWork work, Integration integration, string actor, string? queueArn, CancellationToken cancellationToken)
    {
        if (queueArn is null)
        {
            return;
        }

        (integration.QueueDueAt, integration.Queue) = (queueArn.Length == 0 ? null : Now, null);
        await work.RecordAsync(
            integration, actor, queueArn.Length == 0 ? "integration.intake_off" : "integration.intake_on", null);
        foreach (var closed in await work.Closing.CloseOfIntegrationAsync(integration.Id, LeasePurpose.Intake, cancellationToken))
        {
            work.Outbox.Add(closed);
        }
    }

    /// <summary>An admin accepts that the principal may do too much, or takes that back.</summary>
    private static async Task ConfirmAsync(BrokerWork work, Integration integration, string actor, bool? confirmed)
    {
        if (confirmed is not { } yes || yes == (integration.ExcessConfirmedBy is not null))
        {
            return;
        }

        integration.ExcessConfirmedBy = yes ? actor : null;
        await work.RecordAsync(integration, actor, yes ? "integration.excess_confirmed" : "integration.excess_revoked", null);
        if (integration.LastTest is not { } last)
        {
            return;
        }

        // One that is under way is judged by its report; what it says of the test before goes with the confirmation.
        integration.LastTest = yes ? ExcessRule.Unjudged(last) : last;
        integration.LastTest = last.PermissionsPending ? integration.LastTest : ExcessRule.Judge(integration, integration.LastTest);
        integration.Status = ExcessRule.StatusOf(integration, integration.LastTest);
    }
}
