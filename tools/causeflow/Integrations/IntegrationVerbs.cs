using System.CommandLine;
using System.Text.Json;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Integrations;

/// <summary><c>causeflow integrations list|show|setup|connect|test|change|disconnect|erase-evidence</c>.</summary>
internal static class IntegrationVerbs
{
    public static Command Create() => new("integrations", "Connects cloud accounts, tests and disconnects them.")
    {
        ListVerb(), ShowVerb(), SetupVerb(), ConnectVerbs.Create(), TestVerb(), ChangeVerb.Create(), DisconnectVerb(), EraseVerb(),
    };

    private static Argument<string> IdArgument() => new("integration") { Description = "Its id, int_…" };

    private static Command ListVerb()
    {
        var all = Choices.All();
        var limit = Choices.Limit();
        var command = new Command("list", "Connected accounts with their status and last test.") { limit, all };
        command.Does(async (session, cancellationToken) =>
        {
            var answer = await session.Api.ListAsync(
                "v1/integrations", [], session.Of(all) ? null : session.Of(limit), pageSize: 100, cancellationToken);
            session.Show(answer, () => session.Screen.Table([.. answer.Root.Items("items")],
                "No account is connected. `causeflow integrations setup aws` shows how.",
                Column.Member("ID", "id"), Column.Member("PROVIDER", "provider"), Column.Member("ACCOUNT", "account"),
                Column.Member("STATUS", "status"), Column.Time("TESTED", "lastTest.at"), Column.Sentence("NAME", "name"),
                new Column("WARNING", row => string.Join(' ', row.Items("warnings").Select(item => item.Shown())
                    .Append(row.IsTrue("lastTest.ok") ? "" : row.Text("lastTest.message"))).Trim()) { Wraps = true }));
            session.NoteMore(answer);
        });
        return command;
    }

    private static Command ShowVerb()
    {
        var id = IdArgument();
        var command = new Command("show", "One account with every permission that its last test tried.") { id };
        command.Does(async (session, cancellationToken) =>
        {
            var answer = await session.Api.GetAsync($"v1/integrations/{Query.Segment(session.Of(id))}", cancellationToken);
            session.Show(answer, () => AccessReport.Show(session.Screen, answer.Root));
        });
        return command;
    }

    private static Command SetupVerb()
    {
        var provider = new Argument<string>("provider") { Description = "aws, azure or gcp." };
        provider.AcceptOnlyFromAmong("aws", "azure", "gcp");
        var format = Choices.Word("--format", "Only this, as a file of its own; commands are for a shell.",
            "terraform", "cloudformation", "commands", "keyless-commands", "canary-commands", "intake-commands");
        var region = Choices.Text("--region", "aws: region of the links and commands.", "REGION");
        var partition = Choices.Text("--partition", "aws: aws, aws-cn or aws-us-gov.", "PARTITION");
        var command = new Command("setup", "What to make in the cloud before connecting it: principal, policies, commands.")
        {
            provider, format, region, partition,
        };
        command.Does(async (session, cancellationToken) =>
        {
            if (session.Of(format) is not null && session.Screen.IsJson)
            {
                throw new UsageException("--format is a file as it is: leave out --output json.");
            }

            var isFile = session.Of(format) is "terraform" or "cloudformation";
            var answer = await session.Api.GetAsync($"v1/integrations/{session.Of(provider)}/setup" + Query.Of(
            [
                ("format", isFile ? session.Of(format) : null), ("region", session.Of(region)), ("partition", session.Of(partition)),
            ]), cancellationToken);
            if (isFile)
            {
                session.Screen.Line(answer.Body.TrimEnd('\n'));
                return;
            }

            if (session.Of(format) is { } commands)
            {
                SetupReport.Commands(session.Screen, answer.Root, commands);
                return;
            }

            session.Show(answer, () => SetupReport.Show(session.Screen, session.Of(provider), answer.Root));
        });
        return command;
    }

    private static Command TestVerb()
    {
        var id = IdArgument();
        var command = new Command("test", "Tries the principal and every permission; fails when something mandatory is missing.") { id };
        command.Does(async (session, cancellationToken) =>
        {
            var path = $"v1/integrations/{Query.Segment(session.Of(id))}";
            var answer = await session.Api.SendAsync(HttpMethod.Post, path + "/test", null, cancellationToken);
            answer = await PermissionWait.ForAsync(session, answer, cancellationToken);
            session.Show(answer, () => AccessReport.Show(session.Screen, answer.Root));
            return answer.Root.IsTrue("lastTest.ok") ? ExitCodes.Ok : ExitCodes.Failure;
        });
        return command;
    }

    private static Command DisconnectVerb()
    {
        var id = IdArgument();
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var command = new Command("disconnect", "Disconnects an account and closes its leases.") { id, yes };
        command.Does(async (session, cancellationToken) =>
        {
            Confirmation.Require(session.Of(yes), $"Disconnect {session.Of(id)}? Nothing of it is investigated any more.");
            await session.Api.SendAsync(
                HttpMethod.Delete, $"v1/integrations/{Query.Segment(session.Of(id))}", null, cancellationToken);
            if (session.Screen.IsJson)
            {
                session.Screen.Json(JsonSerializer.Serialize(new { id = session.Of(id), status = "disconnected" }));
            }
            else
            {
                session.Screen.Line($"{PlainText.Line(session.Of(id))} is disconnected.");
            }
        });
        return command;
    }

    private static Command EraseVerb()
    {
        var id = IdArgument();
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var command = new Command("erase-evidence", "Deletes what ended investigations have read with an account.") { id, yes };
        command.Does(async (session, cancellationToken) =>
        {
            Confirmation.Require(session.Of(yes), $"Erase the evidence of {session.Of(id)}? Every ended case in which it took part is emptied, for good.");
            long erased = 0;
            Answer answer;
            do
            {
                answer = await session.Api.SendAsync(
                    HttpMethod.Delete, $"v1/integrations/{Query.Segment(session.Of(id))}/evidence", null, cancellationToken);
                erased += (long)(answer.Root.Number("erased") ?? 0);
                Screen.Progress($"{erased} investigations emptied, {answer.Root.Text("left")} left.");
            }
            while (answer.Root.Number("left") > 0 && answer.Root.Number("erased") > 0);
            if (session.Screen.IsJson)
            {
                session.Screen.Json(JsonSerializer.Serialize(new
                {
                    id = session.Of(id), erased, left = answer.Root.Number("left"), stillRunning = answer.Root.Number("stillRunning"),
                }));
            }
            else
            {
                session.Screen.Line($"{erased} investigations emptied, {answer.Root.Text("stillRunning")} not ended yet.");
            }
        });
        return command;
    }
}
