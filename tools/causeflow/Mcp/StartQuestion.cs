using CauseFlow.Cli.Terminal;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace CauseFlow.Cli.Mcp;

/// <summary>
/// Asks the person whether an investigation may start: an assistant has read text of strangers by then, which may have told it to, and
/// what to look for.
/// </summary>
internal static class StartQuestion
{
    /// <summary>Answers when the person agreed, or when there is nobody to ask and nothing that text could have chosen.</summary>
    /// <exception cref="CommandException">The person did not agree, or cannot be asked about the hints.</exception>
    public static async Task AskAsync(
        McpServer server, string incidentId, IReadOnlyCollection<string> hints, CancellationToken cancellationToken)
    {
        if (server.ClientCapabilities?.Elicitation is null)
        {
            if (hints.Count > 0)
            {
                throw new CommandException("Hints are taken only from a person, and this client cannot ask one.",
                    "Start it without hints, or have the person run `causeflow investigate INCIDENT --hint …`.");
            }

            return;
        }

        var looks = hints.Count > 0 ? $" and look for: {string.Join(", ", hints.Take(10))}" : "";
        var answer = await server.ElicitAsync(
            new ElicitRequestParams
            {
                Message = PlainText.Line($"Investigate {incidentId} again{looks}? It reads the connected accounts."),
                RequestedSchema = new ElicitRequestParams.RequestSchema(),
            },
            cancellationToken);
        if (!answer.IsAccepted)
        {
            throw new CommandException("The person did not agree: nothing was started.");
        }
    }
}
