using CauseFlow.Contracts;
using CauseFlow.Investigations.Incidents;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Investigations.Notifications;

/// <summary>Writes what is told of an event, from the case as it stands.</summary>
public sealed class ContentWriter(InvestigationsDbContext db, IOptions<NotificationOptions> options)
{
    private const int MaxFacts = 3;
    private const int MaxTitle = 200;
    private const int MaxSentence = 500;

    /// <summary>Null when the incident is not there any more.</summary>
    public async Task<NotificationContent?> WriteAsync(NotificationEventRow happened, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(happened);
        var incident = await db.Incidents.AsNoTracking().FirstOrDefaultAsync(
            row => row.TenantId == happened.TenantId && row.Id == happened.IncidentId, cancellationToken);
        if (incident is null)
        {
            return null;
        }

        var investigationId = happened.InvestigationId ?? incident.InvestigationId;
        var verdict = happened.Event == NotificationEvent.Opened ? null : await db.Verdicts.AsNoTracking()
            .Where(row => row.TenantId == happened.TenantId && row.InvestigationId == investigationId
                && (happened.Revision == null || row.Revision == happened.Revision))
            .OrderByDescending(row => row.Revision).Select(row => row.Verdict).FirstOrDefaultAsync(cancellationToken);
        var cause = verdict?.Causes is { Count: > 0 } causes ? causes[0] : null;
        return new NotificationContent
        {
            Event = happened.Event,
            IncidentId = incident.Id,
            Title = ShownText.Of(incident.Title, MaxTitle),
            Severity = incident.Severity,
            Status = EnumWords.Of(incident.Status),
            Source = incident.Source,
            At = happened.At,
            Headline = ShownText.Of(HeadlineOf(happened.Event, incident, verdict), MaxSentence),
            Cause = cause is null ? null : ShownText.Of(cause.Summary, MaxSentence),
            Category = cause is null ? null : EnumWords.Of(cause.Category),
            Resource = ShownText.Of(cause?.Resource.Name ?? incident.Resource?.Name, MaxTitle) is { Length: > 0 } name ? name : null,
            Confidence = cause?.Confidence,
            Facts = cause is null
                ? await AlarmsAsync(incident, cancellationToken)
                : await EvidenceAsync(incident.TenantId, investigationId, cause, cancellationToken),
            NextStep = cause?.NextSteps is { Count: > 0 } steps ? ShownText.Of(steps[0], MaxSentence) : null,
            Link = LinkTo(incident.Id),
        };
    }

    /// <summary>What an admin sees who tries a channel.</summary>
    public NotificationContent Test(DateTimeOffset now) => new()
    {
        Event = NotificationEvent.Test,
        IncidentId = "inc_test",
        Title = "A test of this channel",
        Severity = IncidentSeverity.Info,
        Status = EnumWords.Of(IncidentStatus.Resolved),
        Source = "manual",
        At = now,
        Headline = "CauseFlow reaches this channel.",
        Cause = "This is where the most likely cause stands.",
        Category = EnumWords.Of(CauseCategory.BadConfiguration),
        Resource = "checkout-handler",
        Confidence = 0.95,
        Facts = ["The first fact that supports it.", "The second one.", "The third one."],
        NextStep = null,
        Link = null,
    };

    private static string HeadlineOf(NotificationEvent happened, IncidentRow incident, Verdict? verdict) => happened switch
    {
        NotificationEvent.Opened => "An incident was opened and is being investigated.",
        NotificationEvent.CauseFound => "The most likely cause was found.",
        NotificationEvent.CauseChanged => verdict?.Outcome == VerdictOutcome.Cause
            ? "Later evidence points to another cause than the one that was told."
            : $"The cause that was told does not hold: {verdict?.Summary}",
        _ => $"The incident is {EnumWords.Of(incident.Status)}: {incident.Resolution ?? "its alarms are OK"}.",
    };

    private async Task<IReadOnlyList<string>> EvidenceAsync(
        string tenantId, string? investigationId, Cause cause, CancellationToken cancellationToken)
    {
        var cited = cause.Supporting.Take(MaxFacts).ToList();
        var rows = await db.Evidence.AsNoTracking()
            .Where(row => row.TenantId == tenantId && row.InvestigationId == investigationId && cited.Contains(row.EvidenceId))
            .Select(row => new { row.EvidenceId, row.Summary }).ToListAsync(cancellationToken);
        return [.. cited.Select(id => rows.Find(row => row.EvidenceId == id)?.Summary).OfType<string>()
            .Select(summary => ShownText.Of(summary, MaxSentence))];
    }

    private async Task<IReadOnlyList<string>> AlarmsAsync(IncidentRow incident, CancellationToken cancellationToken)
    {
        var alarms = await db.IncidentAlarms.AsNoTracking()
            .Where(row => row.TenantId == incident.TenantId && row.IncidentId == incident.Id)
            .OrderBy(row => row.FirstFiredAt).ThenBy(row => row.AlarmId).Take(MaxFacts).Select(row => row.Fact)
            .ToListAsync(cancellationToken);
        return alarms.Count > 0
            ? [.. alarms.Select(alarm => ShownText.Of($"{alarm.Name} is {EnumWords.Of(alarm.State)}: {alarm.Reason}", MaxSentence))]
            : ShownText.Of(incident.Description, MaxSentence) is { Length: > 0 } description ? [description] : [];
    }

    private Uri? LinkTo(string incidentId) => options.Value.PublicUrl is { Length: > 0 } root
        ? new Uri($"{root.TrimEnd('/')}/incidents/{Uri.EscapeDataString(incidentId)}")
        : null;
}
