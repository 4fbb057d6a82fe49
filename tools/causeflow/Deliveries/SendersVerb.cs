using System.CommandLine;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Deliveries;

/// <summary><c>causeflow senders</c>: who sends alarms, when each was heard last, and when the way was last proved.</summary>
internal static class SendersVerb
{
    public static Command Create()
    {
        var command = new Command("senders", "Who sends alarms, who has gone quiet, and when a canary alarm last proved the way.");
        command.Does(async (session, cancellationToken) =>
        {
            var answer = await session.Api.GetAsync("v1/webhooks/senders", cancellationToken);
            session.Show(answer, () => session.Screen.Table([.. answer.Root.Items("items")], "No topic is connected and nothing has arrived.",
                Column.Member("PROVIDER", "provider"), Column.Member("INTEGRATION", "integrationId"), Column.Time("HEARD", "lastReceivedAt"),
                new Column("QUIET", row => row.IsTrue("isQuiet") ? "quiet" : ""), Column.Time("PROVED", "canary.receivedAt"),
                new Column("CANARY", row => row.IsTrue("canary.isOverdue") ? "overdue" : row.Text("canary.way")),
                Column.Sentence("TOPIC", "topicArn")));
        });
        return command;
    }
}
