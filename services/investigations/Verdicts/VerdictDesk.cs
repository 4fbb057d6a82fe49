using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Incidents;
using CauseFlow.Investigations.Passes;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Verdicts;

/// <summary>Makes the next revision of an investigation from all that its ended passes have stored.</summary>
public sealed partial class VerdictDesk(
    InvestigationsDbContext db,
    PassStore passes,
    IncidentDesk incidents,
    Timeline timeline,
    TimeProvider time,
    ILogger<VerdictDesk> logger)
{
    /// <summary>A revision for a pass that has ended.</summary>
    public async Task<VerdictRow> JudgeAsync(InvestigationRow row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        var file = await AssembleAsync(row, cancellationToken)
            ?? throw new InvalidOperationException("An investigation is judged only after a pass of it has ended.");
        return await RecordAsync(row, file, await LatestAsync(row, cancellationToken), cancellationToken);
    }

    /// <summary>A revision for what came late; null when it makes no difference to the case.</summary>
    public async Task<VerdictRow?> JudgeAgainAsync(InvestigationRow row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        var file = await AssembleAsync(row, cancellationToken);
        var latest = await LatestAsync(row, cancellationToken);
        return file is null || IsSame(file, latest?.Case)
            ? null
            : await RecordAsync(row, file, latest, cancellationToken);
    }

    private async Task<VerdictRow> RecordAsync(
        InvestigationRow row, CaseFile file, VerdictRow? previous, CancellationToken cancellationToken)
    {
        var (verdict, subject) = Diagnose(file);
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var judged = new VerdictRow
        {
            TenantId = row.TenantId,
            InvestigationId = row.Id,
            Revision = verdict.Revision,
            IncidentId = file.IncidentId,
            Pass = file.Pass,
            Case = file,
            Verdict = verdict,
            IsChanged = previous is not null && !IsSame(verdict, previous.Verdict),
            JudgedAt = now,
        };
        row.Revision = verdict.Revision;
        row.Outcome = verdict.Outcome;
        db.Verdicts.Add(judged);
        await StepsAsync(row, judged, previous, cancellationToken);
        await incidents.ConcludeAsync(row.TenantId, file.IncidentId, row.Id, verdict, subject, cancellationToken);
        return judged;
    }

    private async Task StepsAsync(
        InvestigationRow row, VerdictRow judged, VerdictRow? previous, CancellationToken cancellationToken)
    {
        var verdict = judged.Verdict;
        await timeline.AddAsync(row.TenantId, judged.IncidentId, row.Id, judged.JudgedAt, TimelineKinds.Verdict,
            verdict.Summary, new
        {
            verdict.Revision,
            verdict.Outcome,
            verdict.Summary,
            judged.Pass,
            confidence = verdict.Causes.Count > 0 ? verdict.Causes[0].Confidence : (double?)null,
        }, cancellationToken);
        if (judged.IsChanged)
        {
            await timeline.AddAsync(row.TenantId, judged.IncidentId, row.Id, judged.JudgedAt,
                TimelineKinds.VerdictChanged,
                $"Revision {verdict.Revision} says otherwise than revision {previous!.Revision}: "
                + previous.Verdict.Summary,
                new { verdict.Revision, before = previous.Verdict.Outcome, after = verdict.Outcome },
                cancellationToken);
        }
    }

    private async Task<CaseFile?> AssembleAsync(InvestigationRow row, CancellationToken cancellationToken)
    {
        var findings = new List<PassFindings>();
        foreach (var pass in await passes.CompletedAsync(row, cancellationToken))
        {
            var state = await passes.LoadAsync(pass, cancellationToken);
            var parts = await passes.ReadPartsAsync(pass, PassEvaluation.Choose(state), cancellationToken);
            findings.Add(new(pass.Request!, parts, PassEvaluation.Gaps(state)));
        }

        if (findings.Count == 0)
        {
            return null;
        }

        var alarms = await db.IncidentAlarms.AsNoTracking().Where(alarm => alarm.TenantId == row.TenantId
            && alarm.IncidentId == row.IncidentId && alarm.Firing != null).Select(alarm => alarm.Firing!)
                .ToListAsync(cancellationToken);
        return CaseAssembly.Build(findings, alarms, row.Revision + 1);
    }

    private Task<VerdictRow?> LatestAsync(InvestigationRow row, CancellationToken cancellationToken) =>
        db.Verdicts.AsNoTracking().Where(
            verdict => verdict.TenantId == row.TenantId && verdict.InvestigationId == row.Id)
            .OrderByDescending(verdict => verdict.Revision).FirstOrDefaultAsync(cancellationToken);

    private static bool IsSame(Verdict verdict, Verdict other) => Gist(verdict) == Gist(other);

    private static (VerdictOutcome, CauseCategory?, string?, string?, string?) Gist(Verdict verdict)
    {
        var first = verdict.Causes.Count > 0 ? verdict.Causes[0] : null;
        return (verdict.Outcome, first?.Category, first?.Signal, first?.Resource.Id, first?.ChangeId);
    }

    private static bool IsSame(CaseFile file, CaseFile? other) =>
        other is not null && Text(file) == Text(other with { Revision = file.Revision });

    private static string Text(CaseFile file) => JsonSerializer.Serialize(file, ContractJson.Options);

    /// <summary>A case that the rules cannot read must not leave an investigation without an end.</summary>
    private (Verdict Verdict, ResourceRef? Subject) Diagnose(CaseFile file)
    {
        try
        {
            return (Diagnosis.Diagnosis.Diagnose(file), Diagnosis.CaseEvidence.From(file).Subject);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogDiagnosisFailed(logger, file.InvestigationId, exception);
            return (new Verdict
            {
                Outcome = VerdictOutcome.Insufficient,
                Revision = file.Revision,
                Summary = "Insufficient evidence: the diagnosis failed on this case; export it and report it.",
                Causes = [],
                RuledOut = [],
            }, null);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The diagnosis of {InvestigationId} failed.")]
    private static partial void LogDiagnosisFailed(ILogger logger, string investigationId, Exception exception);
}
