using System.Text.Json.Nodes;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Incidents;

/// <summary>One step as the API shows it.</summary>
/// <param name="Seq">Grows along the incident's steps; the cursor of this list and the id of the live event.</param>
/// <param name="At">When it happened, which may be earlier than the steps before it.</param>
/// <param name="Kind">One of the closed list of kinds.</param>
/// <param name="Text">One sentence.</param>
/// <param name="Data">What the kind has to say, as an object.</param>
public sealed record TimelineStep(long Seq, DateTimeOffset At, string Kind, string Text, JsonNode? Data)
{
    public static TimelineStep Of(TimelineRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new(row.Seq, row.At, row.Kind, row.Text, row.Data is null ? null : JsonNode.Parse(row.Data));
    }
}

internal static class TimelineEndpoints
{
    private const int DefaultSteps = 2_000;

    public static void MapTimeline(this RouteGroupBuilder api) =>
        api.MapGet("/v1/incidents/{id}/timeline", GetAsync).Describe<Page<TimelineStep>>("listTimeline",
            "Every step of the incident in the order in which it became known, 2,000 a page.", 200, 400, 404);

    private static async Task<IResult> GetAsync(
        CallerIdentity caller, string id, string? cursor, int? limit, IncidentDesk desk, InvestigationsDbContext db,
        CancellationToken cancellationToken)
    {
        if (!PageCursor.TryRead(cursor, out long? after))
        {
            return PageCursor.Invalid;
        }

        if (await desk.FindAsync(caller.TenantId, id, cancellationToken) is null)
        {
            return CaseErrors.IncidentNotFound();
        }

        var size = Math.Clamp(limit ?? DefaultSteps, 1, DefaultSteps);
        var rows = await db.Timeline.AsNoTracking()
            .Where(row => row.TenantId == caller.TenantId && row.IncidentId == id && row.Seq > (after ?? 0))
            .OrderBy(row => row.Seq).Take(size + 1).ToListAsync(cancellationToken);
        var next = rows.Count > size ? PageCursor.Write(rows[size - 1].Seq) : null;
        return Results.Ok(new Page<TimelineStep>([.. rows.Take(size).Select(TimelineStep.Of)], next));
    }
}
