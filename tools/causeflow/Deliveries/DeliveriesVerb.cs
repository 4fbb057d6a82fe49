using System.CommandLine;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Deliveries;

/// <summary><c>causeflow deliveries</c>: what arrived at the webhooks and what became of it.</summary>
internal static class DeliveriesVerb
{
    public static Command Create()
    {
        var verdict = Choices.Word("--verdict", "Only with this verdict.", "accepted", "duplicate", "held", "rejected", "ignored");
        var provider = Choices.Text("--provider", "Only of cloudwatch, custom, azure-monitor or gcp-monitoring.", "PROVIDER");
        var from = Choices.Instant("--from", "Received at or after this time.");
        var to = Choices.Instant("--to", "Received before this time.");
        var (limit, all) = (Choices.Limit(), Choices.All());
        var command = new Command("deliveries", "What arrived at the webhooks, what became of it, and what to do.")
        {
            verdict, provider, from, to, limit, all,
        };
        command.Does(async (session, cancellationToken) =>
        {
            var answer = await session.Api.ListAsync("v1/webhooks/deliveries",
            [
                ("verdict", session.Of(verdict)), ("provider", session.Of(provider)),
                ("from", Choices.Of(session.Of(from))), ("to", Choices.Of(session.Of(to))),
            ], session.Of(all) ? null : session.Of(limit), pageSize: 100, cancellationToken);
            session.Show(answer, () => session.Screen.Table([.. answer.Root.Items("items")], "Nothing has arrived.",
                Column.Time("RECEIVED", "receivedAt"), Column.Member("PROVIDER", "provider"), Column.Member("VERDICT", "verdict"),
                Column.Member("COUNT", "count"), Column.Member("INCIDENT", "incidentId"), Column.Member("REASON", "reason"),
                Column.Sentence("REMEDY", "remedy")));
            session.NoteMore(answer);
        });
        return command;
    }
}
