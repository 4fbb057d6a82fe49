using System.CommandLine;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Incidents;

/// <summary><c>causeflow incidents export</c>: the whole case, for <c>replay case</c> or as a post-mortem draft.</summary>
internal static class ExportVerb
{
    public static Command Create()
    {
        var id = IncidentVerbs.IdArgument();
        var markdown = new Option<bool>("--markdown") { Description = "A draft of a post-mortem in place of the case." };
        var revision = new Option<int?>("--revision") { Description = "An earlier verdict.", HelpName = "N" };
        var command = new Command("export", "The whole case as one JSON document, or a post-mortem draft.") { id, markdown, revision };
        command.Does(async (session, cancellationToken) =>
        {
            if (session.Of(markdown) && session.Screen.IsJson)
            {
                throw new UsageException("--markdown is text: leave out --output json.");
            }

            var answer = await session.Api.GetAsync($"v1/incidents/{Query.Segment(session.Of(id))}/export" + Query.Of(
            [
                ("format", session.Of(markdown) ? "markdown" : "json"), ("revision", session.Of(revision)?.ToString(
                    System.Globalization.CultureInfo.InvariantCulture)),
            ]), cancellationToken);
            if (session.Of(markdown))
            {
                session.Screen.Line(answer.Body.TrimEnd('\n'));
            }
            else
            {
                session.Screen.Json(answer.Body);
            }
        });
        return command;
    }
}
