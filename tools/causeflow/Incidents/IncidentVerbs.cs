using System.CommandLine;
using System.Text.Json;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Investigations;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Incidents;

/// <summary><c>causeflow incidents list|show|watch|resolve|export</c>.</summary>
internal static class IncidentVerbs
{
    public static Command Create() => new("incidents", "Lists, shows, follows, resolves and exports incidents.")
    {
        ListVerb(), ShowVerb(), WatchVerb.Create(), ResolveVerb(), ExportVerb.Create(),
    };

    internal static Argument<string> IdArgument() => new("incident") { Description = "Its id, inc_…" };

    private static Command ListVerb()
    {
        var status = Choices.Word("--status", "Only of this status.", "open", "triaging", "investigating", "resolved", "closed");
        var severity = Choices.Word("--severity", "Only of this severity.", "critical", "high", "medium", "low", "info");
        var source = Choices.Text("--source", "Only from this source, such as cloudwatch, custom or manual.", "SOURCE");
        var from = Choices.Instant("--from", "Created at or after this time.");
        var to = Choices.Instant("--to", "Created before this time.");
        var words = Choices.Text("--search", "Words of title, summary or resource.", "WORDS");
        var sort = Choices.Word("--sort", "Order; the newest first unless said.", "-created", "created", "-updated", "-severity");
        var (limit, all) = (Choices.Limit(), Choices.All());
        var command = new Command("list", "Incidents, the newest first.") { status, severity, source, from, to, words, sort, limit, all };
        command.Does(async (session, cancellationToken) =>
        {
            var answer = await session.Api.ListAsync("v1/incidents",
            [
                ("status", session.Of(status)), ("severity", session.Of(severity)), ("source", session.Of(source)),
                ("from", Choices.Of(session.Of(from))), ("to", Choices.Of(session.Of(to))), ("q", session.Of(words)),
                ("sort", session.Of(sort)),
            ], session.Of(all) ? null : session.Of(limit), pageSize: 100, cancellationToken);
            session.Show(answer, () => session.Screen.Table([.. answer.Root.Items("items")], "No incidents.",
                Column.Member("ID", "id"), Column.Member("STATUS", "status"), Column.Member("SEVERITY", "severity"),
                Column.Time("CREATED", "createdAt"), new Column("CONFIDENCE", row => row.Percent("confidence")),
                Column.Sentence("TITLE", "title"), Column.Sentence("SUMMARY", "summary")));
            session.NoteMore(answer);
        });
        return command;
    }

    private static Command ShowVerb()
    {
        var id = IdArgument();
        var command = new Command("show", "One incident: the most likely cause, its evidence, and what to do next.") { id };
        command.Does(async (session, cancellationToken) =>
        {
            var path = Query.Segment(session.Of(id));
            var incident = await session.Api.GetAsync($"v1/incidents/{path}", cancellationToken);
            var result = await ResultAsync(session, path, cancellationToken);
            if (session.Screen.IsJson)
            {
                session.Screen.Json($"{{\"incident\":{incident.Body},\"investigation\":{result?.Body ?? "null"}}}");
                return;
            }

            Head(session.Screen, incident.Root);
            if (result is null)
            {
                session.Screen.Line("It has not been investigated. `causeflow investigate INCIDENT` starts it.");
            }
            else
            {
                VerdictReport.Show(session.Screen, result.Root);
            }
        });
        return command;
    }

    private static async Task<Answer?> ResultAsync(Session session, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await session.Api.GetAsync($"v1/investigation/{path}", cancellationToken);
        }
        catch (ApiException exception) when (exception.Code == "investigation_not_found")
        {
            return null;
        }
    }

    private static void Head(Screen screen, JsonElement incident)
    {
        screen.Line(PlainText.Line(incident.Text("title")));
        screen.Line(PlainText.Line($"{incident.Text("id")}  {incident.Text("status")}  {incident.Text("severity")} "
            + $"(from {incident.Text("severitySource")})  {incident.Text("source")}  {incident.Text("alarmCount")} alarms"));
        var resolved = incident.Time("resolvedAt");
        screen.Line(PlainText.Line($"created {incident.Time("createdAt")}"
            + (incident.Time("firedAt") is { Length: > 0 } fired ? $", fired {fired}" : "")
            + (resolved.Length > 0 ? $", resolved {resolved}" : "")));
        if (incident.Text("resource.id") is { Length: > 0 } resource)
        {
            screen.Line(PlainText.Line($"{incident.Text("resource.kind")} {resource}"));
        }

        foreach (var text in new[] { incident.Text("description"), incident.Text("resolution") }.Where(text => text.Length > 0))
        {
            screen.Line(PlainText.Block(text));
        }

        screen.Line();
    }

    private static Command ResolveVerb()
    {
        var id = IdArgument();
        var reason = Choices.Text("--reason", "Why; needed for --close.", "TEXT");
        var close = new Option<bool>("--close") { Description = "Close it for good: it does not open again when its alarm fires." };
        var command = new Command("resolve", "Marks an incident as resolved, or closes it.") { id, reason, close };
        command.Does(async (session, cancellationToken) =>
        {
            if (session.Of(close) && string.IsNullOrWhiteSpace(session.Of(reason)))
            {
                throw new UsageException("--close needs a --reason.");
            }

            var body = JsonSerializer.Serialize(new
            {
                status = session.Of(close) ? "closed" : "resolved", reason = session.Of(reason),
            });
            var answer = await session.Api.SendAsync(
                HttpMethod.Patch, $"v1/incidents/{Query.Segment(session.Of(id))}", body, cancellationToken);
            session.Show(answer, () => session.Screen.Line($"{answer.Root.Text("id")} is {answer.Root.Text("status")}."));
        });
        return command;
    }
}
