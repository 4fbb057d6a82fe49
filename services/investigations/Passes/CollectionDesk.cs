using CauseFlow.Contracts;
using CauseFlow.Investigations.Incidents;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Investigations.Passes;

/// <summary>
/// What broker and collectors say of a pass. Each message is stored first and the pass evaluated afterwards, under the
/// investigation's row version; the one that ends the pass returns <see cref="InvestigationCompleted"/>, once. What
/// comes after the end is judged some seconds later, together with what else comes late. Nothing is saved or published
/// here; the caller commits both together.
/// </summary>
public sealed class CollectionDesk(
    InvestigationsDbContext db,
    PassStore passes,
    PartAdmission admission,
    EvidenceBound bound,
    PassEnd end,
    Timeline timeline,
    InvestigationsMetrics metrics,
    TimeProvider time,
    IOptions<InvestigationsOptions> options)
{
    /// <summary>Who may be waited for. Findings that came before this and were never granted are dropped.</summary>
    public async Task<InvestigationCompleted?> DecideAccessAsync(
        AccessDecided message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (row, pass) = await passes.FindOrStartAsync(
            message.TenantId, message.InvestigationId, message.Pass, cancellationToken);
        foreach (var access in message.Integrations)
        {
            object[] key = [row.TenantId, row.Id, message.Pass, access.IntegrationId];
            if (await db.Accesses.FindAsync(key, cancellationToken) is null)
            {
                db.Accesses.Add(new AccessRow
                {
                    TenantId = row.TenantId, InvestigationId = row.Id, Pass = message.Pass,
                    IntegrationId = access.IntegrationId, Access = access,
                });
                await AnnounceAsync(row, access, cancellationToken);
            }
        }

        if (pass.AccessDecided && message.Integrations.Count == 0)
        {
            return null;
        }

        pass.AccessDecided = true;
        pass.AccessRefusal = message.Reason is { } reason
            ? new(reason, message.Message ?? "Access was refused.", message.Remedy)
            : null;
        if (message.Integrations.Count == 0)
        {
            await StepAsync(row, Now(), TimelineKinds.AccessRefused,
                message.Message ?? "No connected integration covers the alarm's account",
                new { reason = message.Reason ?? RefusalReason.NotConnected, message.Remedy }, cancellationToken);
        }

        await TakeParkedAsync(row, pass, cancellationToken);
        if (await admission.AdmitWaitingAsync(row, pass, cancellationToken))
        {
            JudgeLater(row, pass);
        }

        return await end.EvaluateAsync(row, pass, cancellationToken);
    }

    /// <summary>A run has begun; the deadline runs from the first.</summary>
    public async Task<InvestigationCompleted?> RedeemAsync(SessionRedeemed message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (row, pass) = await passes.FindOrStartAsync(
            message.TenantId, message.InvestigationId, message.Pass, cancellationToken);
        var run = await passes.FindOrAddRunAsync(pass, message.IntegrationId, message.RunNumber, cancellationToken);
        if (run.StartedAt is null)
        {
            run.StartedAt = message.StartedAt;
            run.Expected = message.Sources;
            await StepAsync(row, message.StartedAt, TimelineKinds.SessionRedeemed, "A collector redeemed its session",
                new { message.IntegrationId, message.RunNumber }, cancellationToken);
        }

        if (!pass.IsOver)
        {
            pass.StartedAt = pass.StartedAt is { } first && first <= message.StartedAt ? first : message.StartedAt;
            pass.Status = InvestigationStatus.Collecting;
            row.StartedAt = pass.Number == 1 ? pass.StartedAt : row.StartedAt;
            row.Status = InvestigationStatus.Collecting;
            row.DeadlineAt = options.Value.DeadlineOf(pass);
            row.Reschedule();
        }

        return await end.EvaluateAsync(row, pass, cancellationToken);
    }

    /// <summary>One part. It is accepted only from a granted integration; before that is decided it waits.</summary>
    public async Task<InvestigationCompleted?> StoreAsync(
        FindingsPublished message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (row, pass) = await passes.FindOrStartAsync(
            message.TenantId, message.InvestigationId, message.Pass, cancellationToken);
        var granted = await admission.IsGrantedAsync(pass, message.IntegrationId, message.LeaseId, cancellationToken);
        if (granted == false || pass.Status == InvestigationStatus.Cancelled || row.EvidenceDeletedAt is not null)
        {
            metrics.ForeignParts(granted == false ? 1 : 0);
            return null;
        }

        var isKnown = await db.Parts.AnyAsync(part => part.TenantId == row.TenantId && part.InvestigationId == row.Id
            && part.Pass == message.Pass && part.IntegrationId == message.IntegrationId && part.Region == message.Region
            && part.Source == message.Source && part.RunNumber == message.RunNumber && part.Part == message.Part,
            cancellationToken);
        if (isKnown)
        {
            return null;
        }

        var part = bound.RowOf(row, message, pass.IsOver);
        db.Parts.Add(part);
        if (granted == true)
        {
            await admission.AdmitAsync(row, part, cancellationToken);
        }

        if (!pass.IsOver)
        {
            return await end.EvaluateAsync(row, pass, cancellationToken);
        }

        metrics.LatePart();
        await StepAsync(row, Now(), TimelineKinds.LateEvidence, $"{message.Source} arrived after the pass had ended",
            new { message.Source, message.Region, message.Part }, cancellationToken);
        JudgeLater(row, pass);
        return null;
    }

    public async Task<InvestigationCompleted?> CompleteAsync(
        CollectionCompleted message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (row, pass) = await passes.FindOrStartAsync(
            message.TenantId, message.InvestigationId, message.Pass, cancellationToken);
        var granted = await admission.IsGrantedAsync(pass, message.IntegrationId, message.LeaseId, cancellationToken);
        if (granted == false)
        {
            metrics.ForeignReports(1);
            return null;
        }

        var place = granted == true ? message.IntegrationId : ParkedRun.Of(message.IntegrationId, message.LeaseId);
        var run = await passes.FindOrAddRunAsync(pass, place, message.RunNumber, cancellationToken);
        if (run.Sources is null)
        {
            run.Sources = message.Sources;
            run.EndedAt = message.CompletedAt;
            await SayEndAsync(row, pass, run, granted == true, cancellationToken);
        }

        return await end.EvaluateAsync(row, pass, cancellationToken);
    }

    public async Task<InvestigationCompleted?> FailAsync(CollectionFailed message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (row, pass) = await passes.FindOrStartAsync(
            message.TenantId, message.InvestigationId, message.Pass, cancellationToken);
        var granted = await admission.IsGrantedAsync(pass, message.IntegrationId, message.LeaseId, cancellationToken);
        if (granted == false)
        {
            metrics.ForeignReports(1);
            return null;
        }

        var place = granted == true ? message.IntegrationId : ParkedRun.Of(message.IntegrationId, message.LeaseId);
        var run = await passes.FindOrAddRunAsync(pass, place, message.RunNumber, cancellationToken);
        if (run.Failure is null)
        {
            run.Failure = new(message.Reason, message.Message, message.Remedy);
            run.EndedAt = message.FailedAt;
            await SayFailureAsync(row, run, granted == true, cancellationToken);
        }

        return await end.EvaluateAsync(row, pass, cancellationToken);
    }

    /// <summary>A collector gave a grant up: the highest run that is known has failed.</summary>
    public async Task<InvestigationCompleted?> FailGrantAsync(
        CollectionFailed message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var highest = await db.Runs.Where(run => run.TenantId == message.TenantId
            && run.InvestigationId == message.InvestigationId && run.Pass == message.Pass
            && run.IntegrationId == message.IntegrationId).MaxAsync(run => (int?)run.RunNumber, cancellationToken);
        return await FailAsync(message with { RunNumber = highest ?? 0 }, cancellationToken);
    }

    /// <summary>
    /// What runs said before access was decided: of a lease that was granted it counts now, and the rest was nobody's.
    /// </summary>
    private async Task TakeParkedAsync(InvestigationRow row, PassRow pass, CancellationToken cancellationToken)
    {
        foreach (var parked in await passes.ParkedAsync(pass, cancellationToken))
        {
            var (integrationId, leaseId) = ParkedRun.Read(parked.IntegrationId);
            db.Runs.Remove(parked);
            if (await admission.IsGrantedAsync(pass, integrationId, leaseId, cancellationToken) != true)
            {
                metrics.ForeignReports(1);
                continue;
            }

            var run = await passes.FindOrAddRunAsync(pass, integrationId, parked.RunNumber, cancellationToken);
            run.EndedAt ??= parked.EndedAt;
            if (parked.Sources is not null && run.Sources is null)
            {
                run.Sources = parked.Sources;
                await SayEndAsync(row, pass, run, isGranted: true, cancellationToken);
            }

            if (parked.Failure is not null && run.Failure is null)
            {
                run.Failure = parked.Failure;
                await SayFailureAsync(row, run, isGranted: true, cancellationToken);
            }
        }
    }

    private async Task SayEndAsync(
        InvestigationRow row, PassRow pass, RunRow run, bool isGranted, CancellationToken cancellationToken)
    {
        if (isGranted)
        {
            await StepAsync(row, run.EndedAt!.Value, TimelineKinds.CollectionCompleted,
                $"Collection completed: {run.Sources!.Count} sources",
                new { run.IntegrationId, run.RunNumber }, cancellationToken);
            JudgeLater(row, pass);
        }
    }

    private Task SayFailureAsync(
        InvestigationRow row, RunRow run, bool isGranted, CancellationToken cancellationToken) =>
        !isGranted ? Task.CompletedTask : StepAsync(
            row, run.EndedAt!.Value, TimelineKinds.CollectionFailed, run.Failure!.Message,
            new { run.IntegrationId, run.Failure.Reason, run.Failure.Remedy }, cancellationToken);

    /// <summary>
    /// Evidence comes in bursts of up to hundreds of parts, and each revision keeps its whole case: the first late
    /// message sets the time of the next revision, and those that follow are part of it.
    /// </summary>
    private void JudgeLater(InvestigationRow row, PassRow pass)
    {
        if (pass.Status == InvestigationStatus.Completed)
        {
            row.JudgeAt ??= Now().AddSeconds(options.Value.LateEvidenceSeconds);
            row.Reschedule();
        }
    }

    private Task AnnounceAsync(InvestigationRow row, IntegrationAccess access, CancellationToken cancellationToken)
    {
        var granted = access.LeaseId is not null;
        var account = CloudWords.AccountOf(access.Provider, access.Account);
        var why = CloudWords.WhyOf(access) is { } reason ? $" ({reason})" : "";
        return StepAsync(row, Now(), granted ? TimelineKinds.AccessGranted : TimelineKinds.AccessRefused,
            granted ? $"Access to {account} granted{why}" : $"{access.Message ?? $"Access to {account} refused"}{why}",
            new
            {
                access.IntegrationId, access.Provider, access.Account, access.JoinedBy, access.JoinedThrough,
                access.LeaseExpiresAt, access.Reason, access.Remedy,
            },
            cancellationToken);
    }

    private Task StepAsync(
        InvestigationRow row, DateTimeOffset at, string kind, string text, object? data,
        CancellationToken cancellationToken) =>
        timeline.AddAsync(row.TenantId, row.IncidentId, row.Id, at, kind, text, data, cancellationToken);

    private DateTimeOffset Now() => time.GetUtcNow().TruncateToMicroseconds();
}
