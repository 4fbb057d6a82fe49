using System.Globalization;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Incidents;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Feedback;

/// <summary>A person confirms or rejects a cause of one revision of the verdict.</summary>
internal static class FeedbackEndpoints
{
    private const int MaxComment = 2_000;

    public static void MapFeedback(this RouteGroupBuilder api) =>
        api.MapPost("/v1/investigation/{incidentId}/feedback", GiveAsync).Describe<FeedbackView>("giveFeedback",
            "Confirms or rejects a cause, named by rank or by evidence; said again, it replaces what the person "
            + "said before.",
            200, 400, 404, 409, 503);

    /// <param name="Opinion"><c>confirm</c> or <c>reject</c>.</param>
    /// <param name="Rank">The cause's rank; or</param>
    /// <param name="EvidenceId">evidence that it blames or is supported by.</param>
    /// <param name="Revision">The latest by default.</param>
    /// <param name="Comment">At most 2,000 characters.</param>
    internal sealed record FeedbackBody(string? Opinion, int? Rank, string? EvidenceId, int? Revision, string? Comment);

    private static async Task<IResult> GiveAsync(
        CallerIdentity caller, string incidentId, FeedbackBody body, IncidentDesk incidents, Timeline timeline,
        InvestigationsDbContext db, CaseAudit audit, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        errors.Require(EnumWords.TryRead<FeedbackOpinion>(body.Opinion, out var opinion) && opinion is not null,
            "opinion",
            "opinion is confirm or reject.");
        errors.Require(body.Rank is null != body.EvidenceId is null, "rank",
            "Name the cause either by rank or by evidenceId.");
        var comment = errors.Text(body.Comment, 0, MaxComment, "comment");
        if (errors.Answer() is { } refused)
        {
            return refused;
        }

        if (await incidents.FindAsync(caller.TenantId, incidentId, cancellationToken) is not { } incident)
        {
            return CaseErrors.IncidentNotFound();
        }

        var judged = await db.Verdicts.AsNoTracking().Where(row => row.TenantId == caller.TenantId
                && row.InvestigationId == incident.InvestigationId
                && (body.Revision == null || row.Revision == body.Revision))
            .OrderByDescending(row => row.Revision).FirstOrDefaultAsync(cancellationToken);
        if (judged is null)
        {
            return CaseErrors.VerdictNotFound();
        }

        if (judged.Verdict.Causes.FirstOrDefault(cause =>
            cause.Rank == body.Rank || Cites(cause, body.EvidenceId)) is not { } chosen)
        {
            return CaseErrors.CauseNotFound();
        }

        object[] key = [caller.TenantId, judged.InvestigationId, judged.Revision, chosen.Rank, caller.Subject];
        var row = await db.Feedback.FindAsync(key, cancellationToken);
        var said = comment.Length > 0 ? comment : null;
        if (row is not null && row.Opinion == opinion && row.Comment == said)
        {
            return Results.Ok(FeedbackView.Of(row));
        }

        var details = new Dictionary<string, string>
        {
            ["investigationId"] = judged.InvestigationId,
            ["revision"] = judged.Revision.ToString(CultureInfo.InvariantCulture),
            ["rank"] = chosen.Rank.ToString(CultureInfo.InvariantCulture),
            ["opinion"] = EnumWords.Of(opinion!.Value),
        };
        if (await audit.RecordAsync(caller, "feedback.given", incidentId, details, cancellationToken) is { } unrecorded)
        {
            return unrecorded;
        }

        if (row is null)
        {
            row = new FeedbackRow
            {
                TenantId = caller.TenantId, InvestigationId = judged.InvestigationId, Revision = judged.Revision,
                Rank = chosen.Rank, Person = caller.Subject,
            };
            db.Feedback.Add(row);
        }

        row.Opinion = opinion.Value;
        row.Comment = said;
        row.GivenAt = time.GetUtcNow().TruncateToMicroseconds();
        timeline.Add(incident, judged.InvestigationId, row.GivenAt, TimelineKinds.FeedbackGiven,
            $"Cause {chosen.Rank} of revision {judged.Revision} "
            + (row.Opinion == FeedbackOpinion.Confirm ? "confirmed" : "rejected"),
            new { person = caller.Subject, judged.Revision, chosen.Rank, row.Opinion, row.Comment });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            return CaseErrors.ChangedMeanwhile();
        }

        return Results.Ok(FeedbackView.Of(row));
    }

    private static bool Cites(Cause cause, string? evidenceId) =>
        evidenceId is not null && (cause.ChangeId == evidenceId || cause.Supporting.Contains(evidenceId));
}
