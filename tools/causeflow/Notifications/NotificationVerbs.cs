using System.CommandLine;
using System.Text.Json;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Profiles;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Notifications;

/// <summary><c>causeflow notifications show|set|test|deliveries</c>.</summary>
internal static class NotificationVerbs
{
    private const string Root = "v1/settings/notifications";

    public static Command Create() => new("notifications", "Shows and sets where incidents are told: Slack, Teams, PagerDuty, webhooks.")
    {
        ShowVerb(), SetVerb(), TestVerb(), DeliveriesVerb(),
    };

    private static Command ShowVerb()
    {
        var command = new Command("show", "The channels, without their addresses and keys.");
        command.Does(async (session, cancellationToken) => Show(session, await session.Api.GetAsync(Root, cancellationToken)));
        return command;
    }

    private static void Show(Session session, Answer answer) => session.Show(answer, () => session.Screen.Table(
        [.. answer.Root.Items("channels")], "No channel is set. docs/notifications.md shows how.",
        Column.Member("NAME", "name"), Column.Member("KIND", "kind"), Column.Member("ON", "enabled"),
        Column.Member("FROM", "minimumSeverity"), Column.Member("TARGET", "target"), Column.Sentence("EVENTS", "events")));

    private static Command SetVerb()
    {
        var file = new Argument<string>("file")
        {
            Description = "JSON with channels, and their secrets, in a file that only you can read.",
        };
        var command = new Command("set", "Sets all channels; a secret that is left out stays.") { file };
        command.Does(async (session, cancellationToken) =>
        {
            var wanted = Parse(PrivateFile.Read(session.Of(file)));
            if (wanted["version"] is null)
            {
                // Whoever names no version means the settings as they are now.
                var current = await session.Api.GetAsync(Root, cancellationToken);
                wanted["version"] = (long)(current.Root.Number("version") ?? 0);
            }

            Show(session, await session.Api.SendAsync(HttpMethod.Put, Root, wanted.ToJsonString(), cancellationToken));
        });
        return command;
    }

    private static System.Text.Json.Nodes.JsonObject Parse(string text)
    {
        try
        {
            return System.Text.Json.Nodes.JsonNode.Parse(text) as System.Text.Json.Nodes.JsonObject
                ?? throw new CommandException("The file is no JSON object.");
        }
        catch (JsonException exception)
        {
            throw new CommandException("The file is not JSON.", """It looks like {"channels":[…]}.""", exception);
        }
    }

    private static Command TestVerb()
    {
        var name = new Argument<string>("channel") { Description = "Its name." };
        var command = new Command("test", "Sends a test to one channel; fails when it does not arrive.") { name };
        command.Does(async (session, cancellationToken) =>
        {
            var body = JsonSerializer.Serialize(new { channel = session.Of(name) });
            var answer = await session.Api.SendAsync(HttpMethod.Post, $"{Root}/test", body, cancellationToken);
            session.Show(answer, () => session.Screen.Line(PlainText.Line(
                $"{answer.Root.Text("state")} {answer.Root.Text("lastStatus")} {answer.Root.Text("lastError")} "
                + answer.Root.Text("remedy")).TrimEnd()));
            return answer.Root.Text("state") == "sent" ? ExitCodes.Ok : ExitCodes.Failure;
        });
        return command;
    }

    private static Command DeliveriesVerb()
    {
        var state = Choices.Word("--state", "Only in this state.", "pending", "sent", "failed", "dropped");
        var incident = Choices.Text("--incident", "Only of this incident.", "ID");
        var (limit, all) = (Choices.Limit(), Choices.All());
        var command = new Command("deliveries", "What was told to whom, and what became of it.") { state, incident, limit, all };
        command.Does(async (session, cancellationToken) =>
        {
            var answer = await session.Api.ListAsync($"{Root}/deliveries",
                [("state", session.Of(state)), ("incidentId", session.Of(incident))],
                session.Of(all) ? null : session.Of(limit), pageSize: 100, cancellationToken);
            session.Show(answer, () => session.Screen.Table([.. answer.Root.Items("items")], "Nothing was told.",
                Column.Time("CREATED", "createdAt"), Column.Member("CHANNEL", "channel"), Column.Member("EVENT", "event"),
                Column.Member("INCIDENT", "incidentId"), Column.Member("STATE", "state"), Column.Member("ATTEMPTS", "attempts"),
                Column.Member("STATUS", "lastStatus"), Column.Time("NEXT", "nextAttemptAt"), Column.Sentence("REMEDY", "remedy")));
            session.NoteMore(answer);
        });
        return command;
    }
}
