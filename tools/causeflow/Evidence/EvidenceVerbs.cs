using System.CommandLine;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Incidents;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Evidence;

/// <summary><c>causeflow evidence list|show</c>.</summary>
internal static class EvidenceVerbs
{
    public static Command Create() => new("evidence", "Lists and shows what an investigation has found.") { ListVerb(), ShowVerb() };

    private static Command ListVerb()
    {
        var incident = IncidentVerbs.IdArgument();
        var type = Choices.Word("--type", "Only of this type.",
            "log", "metric", "resource", "deployment", "config_change", "alert", "relation");
        var severity = Choices.Text("--severity", "Only of this severity.", "WORD");
        var source = Choices.Text("--source", "Only from this source.", "SOURCE");
        var (limit, all) = (Choices.Limit(), Choices.All());
        var command = new Command("list", "Evidence of an incident's current investigation.")
        {
            incident, type, severity, source, limit, all,
        };
        command.Does(async (session, cancellationToken) =>
        {
            var answer = await session.Api.ListAsync(
                $"v1/triage/{Query.Segment(session.Of(incident))}/evidence",
                [("type", session.Of(type)), ("severity", session.Of(severity)), ("source", session.Of(source))],
                session.Of(all) ? null : session.Of(limit), pageSize: 100, cancellationToken);
            session.Show(answer, () => session.Screen.Table([.. answer.Root.Items("items")], "No evidence.",
                Column.Member("ID", "evidenceId"), Column.Time("TIME", "timestamp"), Column.Member("TYPE", "type"),
                Column.Member("SEVERITY", "severity"), Column.Member("SOURCE", "source"), Column.Sentence("SUMMARY", "summary")));
            session.NoteMore(answer);
        });
        return command;
    }

    private static Command ShowVerb()
    {
        var id = new Argument<string>("evidence") { Description = "Its id, evi_…" };
        var command = new Command("show", "One piece of evidence, with where it lies in the cloud.") { id };
        command.Does(async (session, cancellationToken) =>
        {
            var answer = await session.Api.GetAsync($"v1/evidence/{Query.Segment(session.Of(id))}", cancellationToken);
            session.Show(answer, () => session.Screen.Show(answer.Root));
        });
        return command;
    }
}
