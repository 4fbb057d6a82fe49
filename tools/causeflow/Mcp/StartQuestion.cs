using System.Text.Json;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Terminal;
using CauseFlow.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CauseFlow.Cli.Mcp;

/// <summary>
/// Asks the person whether an investigation may start: an assistant has read text of strangers by then, which may have told it to, and
/// what to look for. What the assistant says is bounded by form and by length before it is shown, and stands in quotes behind the question,
/// so that it can neither pose as the question nor push it out of sight.
/// </summary>
internal static class StartQuestion
{
    /// <summary>As the API takes them.</summary>
    private const int MaxHints = 10;
    private const int MaxHint = 300;
    private const int MaxTitle = 120;

    /// <summary>Answers when the person agreed, or when there is nobody to ask and nothing that text could have chosen.</summary>
    /// <exception cref="CommandException">The words have not the form; the person did not agree, or cannot be asked about the hints.</exception>
    /// <exception cref="ApiException">There is no such incident.</exception>
    public static async Task AskAsync(
        McpServer server, ApiClient api, string incidentId, IReadOnlyCollection<string> hints, CancellationToken cancellationToken)
    {
        Check(incidentId, hints);
        if (server.ClientCapabilities?.Elicitation is null)
        {
            if (hints.Count > 0)
            {
                throw new CommandException("Hints are taken only from a person, and this client cannot ask one.",
                    "Start it without hints, or have the person run `causeflow investigate INCIDENT --hint …`.");
            }

            return;
        }

        var title = await TitleAsync(api, incidentId, cancellationToken);
        var looks = hints.Count > 0 ? $" It would look for: {string.Join(", ", hints.Select(Quoted))}." : "";
        var answer = await server.ElicitAsync(
            new ElicitRequestParams
            {
                Message = $"Investigate {incidentId} again? It reads the connected accounts. The incident is called {Quoted(title)}.{looks}",
                RequestedSchema = new ElicitRequestParams.RequestSchema(),
            },
            cancellationToken);
        if (!answer.IsAccepted)
        {
            throw new CommandException("The person did not agree: nothing was started.");
        }
    }

    private static void Check(string incidentId, IReadOnlyCollection<string> hints)
    {
        if (!Ids.IsValid(incidentId, "inc"))
        {
            throw new CommandException("incidentId is inc_ and 26 characters, as list_incidents says it.");
        }

        if (hints.Count > MaxHints || hints.Any(hint => string.IsNullOrWhiteSpace(hint) || hint.Length > MaxHint))
        {
            throw new CommandException($"At most {MaxHints} hints, each of 1 to {MaxHint} characters.");
        }
    }

    private static async Task<string> TitleAsync(ApiClient api, string incidentId, CancellationToken cancellationToken)
    {
        using var incident = JsonDocument.Parse((await api.GetAsync($"v1/incidents/{Query.Segment(incidentId)}", cancellationToken)).Body);
        var title = incident.RootElement.GetProperty("title").GetString() ?? "";
        return title.Length <= MaxTitle ? title : $"{title[..MaxTitle]}…";
    }

    /// <summary>On one line, without anything that would end the quotes.</summary>
    private static string Quoted(string text) => $"\"{PlainText.Line(text).Replace('"', '\'')}\"";
}
