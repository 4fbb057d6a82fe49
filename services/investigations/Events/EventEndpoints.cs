using System.Globalization;
using CauseFlow.Investigations.Incidents;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Mvc;

namespace CauseFlow.Investigations.Events;

internal static class EventEndpoints
{
    public static void MapEvents(this RouteGroupBuilder api) =>
        api.MapGet("/v1/incidents/{id}/events", StreamAsync).Describe<TimelineStep>("streamIncidentEvents",
            "The timeline live, as server-sent events; Last-Event-ID resumes after that step.", 200, 400, 404, 429)
            .Produces<TimelineStep>(StatusCodes.Status200OK, "text/event-stream");

    private static async Task<IResult> StreamAsync(
        CallerIdentity caller, string id, [FromHeader(Name = "Last-Event-ID")] string? lastEventId,
        IncidentDesk incidents,
        EventStreams streams, EventStream stream, HttpContext context, CancellationToken cancellationToken)
    {
        long after = 0;
        if (!string.IsNullOrEmpty(lastEventId)
            && !long.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            return CaseErrors.InvalidParameter("Last-Event-ID", "Last-Event-ID is the id of an event of this stream.");
        }

        if (await incidents.FindAsync(caller.TenantId, id, cancellationToken) is null)
        {
            return CaseErrors.IncidentNotFound();
        }

        using var place = streams.TryOpen(caller.TenantId);
        if (place is null)
        {
            return CaseErrors.TooManyStreams();
        }

        await stream.WriteAsync(context.Response, caller.TenantId, id, after, cancellationToken);
        return Results.Empty;
    }
}
