using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Credentials;
using CauseFlow.CredentialBroker.Providers;
using CauseFlow.CredentialBroker.Providers.Aws;
using CauseFlow.Storage;
using CauseFlow.Storage.Idempotency;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>
/// Connects, tests and disconnects integrations of every cloud; each change with its audit record and its message
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
    public Task<IntegrationOutcome> ConnectAsync(
        string actor, Integration integration, IReadOnlyList<string> notes, CancellationToken cancellationToken) =>
        ConnectAsync(actor, integration, notes, null, null, cancellationToken);

    /// <summary>The same with a secret that was handed in before, which the integration takes for its own.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="integration">Made of a valid request, with its secret encrypted.</param>
    /// <param name="notes">What the answer shall say beside the test's result.</param>
    /// <param name="credentialId">Where the secret came from; null where it was in the request.</param>
    /// <param name="post">By which a repetition is known; null where there is none.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    public async Task<IntegrationOutcome> ConnectAsync(
        string actor, Integration integration, IReadOnlyList<string> notes, string? credentialId, ConnectPost? post,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(integration);
        if (await transactions.RunAsync(
            work => WhyNotAsync(work, integration, post, cancellationToken), cancellationToken) is { } reason)
        {
            return reason;
        }

        var probe = await clouds.Of(integration.Provider).ProbeAsync(integration, cancellationToken);
        if (probe.Refusal is { } refusal)
        {
            await transactions.RunAsync(
                work => work.RecordAsync(integration, actor, "integration.connect_refused", refusal.Reason), cancellationToken);
            return new IntegrationOutcome(null, refusal);
        }

        clouds.Of(integration.Provider).Accept(integration, probe.Generation);
        integration.LastTest = AccessIsFine(probe, notes);
        var outcome = await transactions.RunAsync(
            work => StoreAsync(work, integration, actor, credentialId, post, cancellationToken), cancellationToken);
        if (outcome.Integration is null && post is not null)
        {
            // What has taken the account or the credential meanwhile may be the same connect.
            return await FindRepeatedAsync(post, cancellationToken) ?? outcome;
        }

        return outcome.Integration is null || outcome.IsRepeated
            ? outcome
            : outcome with { Integration = await waiting.ForAsync(integration.Id, outcome.Integration, cancellationToken) };
    }

    /// <summary>What the same POST connected before; null when it is the first.</summary>
    public Task<IntegrationOutcome?> FindRepeatedAsync(ConnectPost post, CancellationToken cancellationToken) =>
        transactions.RunAsync(work => RepeatedAsync(work, post, cancellationToken), cancellationToken);

    /// <summary>Tests a connected integration again, access and permissions; null when there is none such.</summary>
    public async Task<IntegrationOutcome?> TestAsync(
        string tenantId, string actor, string id, CancellationToken cancellationToken)
    {
        var current = await transactions.RunAsync(
            work => IntegrationRows.FindActiveAsync(work, tenantId, id, cancellationToken), cancellationToken);
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

    /// <summary>
    /// Makes a new external id for the tenant. Every connected integration may go on with the one before until its role
    /// takes the new one, at most 7 days.
    /// </summary>
    public Task<RotationOutcome> RotateExternalIdAsync(
        string tenantId, string actor, string id, CancellationToken cancellationToken) =>
        transactions.RunAsync(async work =>
        {
            await work.Audit.TakeTurnAsync(tenantId, cancellationToken);
            if (await IntegrationRows.FindActiveAsync(work, tenantId, id, cancellationToken) is not { Provider: CloudProvider.Aws } integration)
            {
                return new RotationOutcome(null, false);
            }

            if (!await externalIds.RotateAsync(work, tenantId, cancellationToken))
            {
                return new RotationOutcome(IntegrationView.Of(integration, Now), true);
            }

            await work.RecordAsync(integration, actor, "external_id.rotated", null);
            return new RotationOutcome(IntegrationView.Of(integration, Now), false);
        }, cancellationToken);

    /// <summary>Disconnects and closes the leases; false when there is none such.</summary>
    public Task<bool> DisconnectAsync(string tenantId, string actor, string id, CancellationToken cancellationToken) =>
        transactions.RunAsync(async work =>
        {
            if (await IntegrationRows.FindActiveAsync(work, tenantId, id, cancellationToken) is not { } integration)
            {
                return false;
            }

            await Disconnection.ApplyAsync(work.Db, integration, Now, cancellationToken);
            work.Outbox.Add(integration.ToMessage());
            await work.RecordAsync(integration, actor, "integration.disconnected", null);
            foreach (var closed in await work.Closing.CloseOfIntegrationAsync(id, cancellationToken))
            {
                work.Outbox.Add(closed);
            }

            return true;
        }, cancellationToken);

    private DateTimeOffset Now => time.GetUtcNow().TruncateToMicroseconds();

    private async Task<IntegrationOutcome?> RepeatedAsync(
        BrokerWork work, ConnectPost? post, CancellationToken cancellationToken)
    {
        if (post is null
            || await work.Db.FindPostAsync(post.TenantId, post.Route, post.Key, time, cancellationToken) is not { } earlier)
        {
            return null;
        }

        var made = earlier.IsRepeatedBy(post.Body)
            ? await work.Db.Integrations.AsNoTracking().FirstOrDefaultAsync(
                x => x.Id == earlier.CreatedId && x.TenantId == post.TenantId, cancellationToken)
            : null;
        return made is null
            ? new IntegrationOutcome(null, IsKeyUsed: true)
            : new IntegrationOutcome(IntegrationView.Of(made, Now), IsRepeated: true);
    }

    /// <summary>The same POST at the same time is no other integration: it is looked for first.</summary>
    private async Task<IntegrationOutcome?> WhyNotAsync(
        BrokerWork work, Integration integration, ConnectPost? post, CancellationToken cancellationToken) =>
        await RepeatedAsync(work, post, cancellationToken) is { } repeated ? repeated
        : await IntegrationRows.FindTakenAsync(work, integration, integration.Accounts, cancellationToken) is { } taken
            ? new IntegrationOutcome(null, Taken: taken)
        : null;

    private async Task<IntegrationOutcome> StoreAsync(
        BrokerWork work, Integration integration, string actor, string? credentialId, ConnectPost? post,
        CancellationToken cancellationToken)
    {
        // Somebody else may have connected an account while the cloud was asked; the primary key refuses the rest.
        if (await WhyNotAsync(work, integration, post, cancellationToken) is { } reason)
        {
            return reason;
        }

        // Two keyless connects at once have the same reserved id: the subject is bound to the first one.
        if (await work.Db.Integrations.AsNoTracking().FirstOrDefaultAsync(
            x => x.Id == integration.Id, cancellationToken) is { } first)
        {
            return new IntegrationOutcome(null, Taken: integration.Accounts.Intersect(first.Accounts).FirstOrDefault(first.Account));
        }

        if (!await CredentialDesk.TakeAsync(
            work, integration.TenantId, credentialId, integration.Id, actor, cancellationToken))
        {
            return new IntegrationOutcome(null, CredentialTaken: true);
        }

        work.Db.Integrations.Add(integration);
        if (post is not null)
        {
            work.Db.RememberPost(post.TenantId, post.Route, post.Key, post.Body, integration.Id, time);
        }

        IntegrationRows.Connect(work, integration, integration.Accounts);
        work.Db.ReservedIntegrations.RemoveRange(await work.Db.ReservedIntegrations
            .Where(x => x.IntegrationId == integration.Id).ToListAsync(cancellationToken));
        work.Outbox.Add(integration.ToMessage());
        await work.RecordAsync(integration, actor, "integration.connected", null);
        if (integration.ExcessConfirmedBy is not null)
        {
            await work.RecordAsync(integration, actor, "integration.excess_confirmed", null);
        }

        await work.StartTestAsync(integration, actor, cancellationToken);
        return new IntegrationOutcome(IntegrationView.Of(integration, Now));
    }

    private async Task<IntegrationOutcome?> NoteTestAsync(
        BrokerWork work, Integration tested, string actor, AccessProbe probe, CancellationToken cancellationToken)
    {
        if (await IntegrationRows.FindActiveAsync(work, tested.TenantId, tested.Id, cancellationToken) is not { } integration)
        {
            return null;
        }

        // Who was found to do too much stays so until the report says otherwise, and it may never come.
        var isHeld = ExcessRule.IsHeldForExcess(integration);
        var status = probe.Refusal is null && !isHeld ? IntegrationStatus.Connected : IntegrationStatus.Error;
        var changed = integration.Status != status;
        integration.LastTest = probe.Refusal is { } refusal
            ? ConnectionTestResult.Failed(Now, refusal.Reason, refusal.Message, refusal.Remedy)
            : isHeld ? StillHeld(probe) : AccessIsFine(probe, []);
        integration.Status = status;
        integration.Touch(Now);
        if (changed)
        {
            work.Outbox.Add(integration.ToMessage());
        }

        await work.RecordAsync(integration, actor, "integration.tested", probe.Refusal?.Reason);
        if (probe.Refusal is null)
        {
            await clouds.Of(integration.Provider).NoteAsync(work, integration, probe.Generation, actor, cancellationToken);
            await work.StartTestAsync(integration, actor, cancellationToken);
        }

        return new IntegrationOutcome(IntegrationView.Of(integration, Now), probe.Refusal);
    }

    private ConnectionTestResult StillHeld(AccessProbe probe) => AccessIsFine(probe, []) with
    {
        Ok = false, Reason = RefusalReason.OverPrivileged, Remedy = ExcessRule.Remedy,
        Message = "The last test found that the principal may do more than read. Its permissions are being tried again.",
    };

    private ConnectionTestResult AccessIsFine(AccessProbe probe, IReadOnlyList<string> notes) => new()
    {
        At = Now, Ok = true, PermissionsPending = true,
        Warnings = probe.Warnings is null && notes.Count == 0 ? null : [.. probe.Warnings ?? [], .. notes],
        Message = "The principal lets CauseFlow in. Its permissions are being tried.",
    };
}
