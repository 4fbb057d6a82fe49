using CauseFlow.Contracts;
using CauseFlow.Investigations.Incidents;
using CauseFlow.Investigations.Passes;
using CauseFlow.Storage;

namespace CauseFlow.Investigations.Verdicts;

/// <summary>Makes the next revision of an investigation from what is stored.</summary>
public sealed partial class VerdictDesk(
    InvestigationsDbContext db,
    PassStore passes,
    IncidentDesk incidents,
    Timeline timeline,
    TimeProvider time,
    ILogger<VerdictDesk> logger)
{
    public async Task<Verdict> JudgeAsync(InvestigationRow row, PassState state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        var request = row.Request ?? throw new InvalidOperationException("An investigation is judged only after its request.");
        var parts = await passes.ReadPartsAsync(row, PassEvaluation.Choose(state), cancellationToken);
        var file = CaseAssembly.Build(request, state, parts, row.Revision + 1);
        var (verdict, subject) = Diagnose(file);
        row.Revision = verdict.Revision;
        row.Outcome = verdict.Outcome;
        var now = time.GetUtcNow().TruncateToMicroseconds();
        db.Verdicts.Add(new VerdictRow
        {
            TenantId = row.TenantId,
            InvestigationId = row.Id,
            Revision = verdict.Revision,
            IncidentId = request.IncidentId,
            Pass = row.Pass,
            Case = file,
            Verdict = verdict,
            JudgedAt = now,
        });
        timeline.Add(row.TenantId, request.IncidentId, row.Id, now, TimelineKinds.Verdict, verdict.Summary, new
        {
            verdict.Revision,
            verdict.Outcome,
            verdict.Summary,
            confidence = verdict.Causes.Count > 0 ? verdict.Causes[0].Confidence : (double?)null,
        });
        await incidents.ConcludeAsync(row.TenantId, request.IncidentId, row.Id, verdict, subject, cancellationToken);
        return verdict;
    }

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
