using System.Security.Cryptography;
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
        return await RecordAsync(row, file, HashOf(file), await LatestAsync(row, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// A revision for what came late; null when it makes no difference to the case, or the case was deleted: its verdict stays.
    /// </summary>
    public async Task<VerdictRow?> JudgeAgainAsync(InvestigationRow row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        var file = row.EvidenceDeletedAt is null ? await AssembleAsync(row, cancellationToken) : null;
        if (file is null)
        {
            return null;
        }

        var latest = await LatestAsync(row, cancellationToken);
        var hash = HashOf(file);
        return hash == latest?.CaseHash ? null : await RecordAsync(row, file, hash, latest, cancellationToken);
    }

    private async Task<VerdictRow> RecordAsync(
        InvestigationRow row, CaseFile file, string hash, Previous? previous, CancellationToken cancellationToken)
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
            CaseHash = hash,
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
        InvestigationRow row, VerdictRow judged, Previous? previous, CancellationToken cancellationToken)
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

    private Task<Previous?> LatestAsync(InvestigationRow row, CancellationToken cancellationToken) =>
        db.Verdicts.AsNoTracking().Where(
            verdict => verdict.TenantId == row.TenantId && verdict.InvestigationId == row.Id)
            .OrderByDescending(verdict => verdict.Revision)
            .Select(verdict => new Previous(verdict.Revision, verdict.Verdict, verdict.CaseHash))
            .FirstOrDefaultAsync(cancellationToken);

    private static bool IsSame(Verdict verdict, Verdict other) => Gist(verdict) == Gist(other);

    private static (VerdictOutcome, CauseCategory?, string?, string?, string?) Gist(Verdict verdict)
    {
        var first = verdict.Causes.Count > 0 ? verdict.Causes[0] : null;
        return (verdict.Outcome, first?.Category, first?.Signal, first?.Resource.Id, first?.ChangeId);
    }

    /// <summary>Piece by piece: the text of a case may be as long as all its evidence.</summary>
    private static string HashOf(CaseFile file)
    {
        using var hash = SHA256.Create();
        using var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write);
        JsonSerializer.Serialize(stream, file with { Revision = 0 }, ContractJson.Options);
        stream.FlushFinalBlock();
        return Convert.ToHexStringLower(hash.Hash!);
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

    /// <summary>What a new revision is compared with: without its case, which may be large.</summary>
    private sealed record Previous(int Revision, Verdict Verdict, string? CaseHash);

    [LoggerMessage(1, LogLevel.Error, "The diagnosis of {InvestigationId} failed.")]
    private static partial void LogDiagnosisFailed(ILogger logger, string investigationId, Exception exception);
}
