using System.CommandLine;
using System.Text.Json;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Operations;

/// <summary><c>causeflow operations error-queues list|show|redrive|discard</c>: an operator's view of messages that were given up.</summary>
internal static class OperationVerbs
{
    private const string Root = "v1/operations/error-queues";

    public static Command Create() => new("operations", "What an operator of the installation does.")
    {
        new Command("error-queues", "Messages that a service tried as often as it may, and put aside.")
        {
            ListVerb(), ShowVerb(), ActVerb("redrive", "Sends messages to where they failed, once more. Twice is harmless."),
            ActVerb("discard", "Deletes messages that can only fail again."),
        },
    };

    private static (Argument<string> Service, Argument<string> Queue) QueueArguments()
    {
        var service = new Argument<string>("service") { Description = "ingestion, credential-broker or investigations." };
        service.AcceptOnlyFromAmong("ingestion", "credential-broker", "investigations");
        return (service, new Argument<string>("queue") { Description = "Its name, as the list shows it." });
    }

    private static Command ListVerb()
    {
        var command = new Command("list", "Every error queue, and how many messages it holds.");
        command.Does(async (session, cancellationToken) =>
        {
            var answer = await session.Api.GetAsync(Root, cancellationToken);
            var away = answer.Root.Text("unreachable");
            session.Show(answer, () => session.Screen.Table([.. answer.Root.Items("items")], "No message was given up.",
                Column.Member("SERVICE", "service"), Column.Member("QUEUE", "queue"), Column.Member("MESSAGES", "count"),
                Column.Time("OLDEST", "oldest")));
            if (away.Length > 0)
            {
                session.Screen.Flush();
                Screen.Note($"Not asked, since they or their RabbitMQ did not answer: {away}.");
            }

            return away.Length > 0 ? ExitCodes.Failure : ExitCodes.Ok;
        });
        return command;
    }

    private static Command ShowVerb()
    {
        var (service, queue) = QueueArguments();
        var limit = Choices.Limit(most: 100);
        var command = new Command("show", "The first messages of a queue: type, ids and reason, never what they carry.")
        {
            service, queue, limit,
        };
        command.Does(async (session, cancellationToken) =>
        {
            var answer = await session.Api.GetAsync(
                $"{Root}/{session.Of(service)}/{Query.Segment(session.Of(queue))}?limit={session.Of(limit)}", cancellationToken);
            session.Show(answer, () => session.Screen.Table([.. answer.Root.Items("items")], "The queue is empty.",
                Column.Member("MESSAGE", "messageId"), Column.Time("SINCE", "at"), Column.Member("TYPE", "type"),
                Column.Member("REASON", "reason"), Column.Member("EXCEPTION", "exceptionType"),
                new Column("IDS", row => row.At("members") is { ValueKind: JsonValueKind.Object } members
                    ? string.Join(", ", members.EnumerateObject().Select(member => $"{member.Name}={member.Value.Shown()}"))
                    : "") { Wraps = true }));
        });
        return command;
    }

    private static Command ActVerb(string verb, string description)
    {
        var (service, queue) = QueueArguments();
        var message = Choices.Text("--message", "One message, by its id.", "ID");
        var first = new Option<int?>("--first") { Description = "The first so many messages, 1 to 100.", HelpName = "N" };
        first.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int?>() is < 1 or > 100)
            {
                result.AddError("--first is 1 to 100.");
            }
        });
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var command = new Command(verb, description) { service, queue, message, first };
        if (verb == "discard")
        {
            command.Options.Add(yes);
        }

        command.Does(async (session, cancellationToken) =>
        {
            if ((session.Of(message) is null) == (session.Of(first) is null))
            {
                throw new UsageException("Give either --message ID or --first N.");
            }

            if (verb == "discard")
            {
                Confirmation.Require(session.Of(yes), $"Delete messages of {session.Of(queue)}? They do not come back.");
            }

            var body = session.Of(message) is { } id
                ? JsonSerializer.Serialize(new { messageId = id })
                : JsonSerializer.Serialize(new { all = true, limit = session.Of(first) });
            var answer = await session.Api.SendAsync(HttpMethod.Post,
                $"{Root}/{session.Of(service)}/{Query.Segment(session.Of(queue))}/{verb}", body, cancellationToken);
            session.Show(answer, () => Report(session.Screen, verb, answer.Root));
            return answer.Root.Items("refused").Any() ? ExitCodes.Failure : ExitCodes.Ok;
        });
        return command;
    }

    private static void Report(Screen screen, string verb, JsonElement answer)
    {
        screen.Line($"{answer.Items("done").Count()} {(verb == "redrive" ? "sent again" : "discarded")}, {answer.Text("remaining")} left.");
        foreach (var refused in answer.Items("refused"))
        {
            screen.Line(PlainText.Line($"  {refused.Text("messageId")}: {refused.Text("code")}. {refused.Text("message")}"));
        }
    }
}
