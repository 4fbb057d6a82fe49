using CauseFlow.Cli.Api;
using CauseFlow.Cli.Incidents;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Investigations;

/// <summary>Waits for the end of one investigation, and shows its steps meanwhile.</summary>
internal sealed class VerdictWait(ApiClient api, TimeSpan atMost)
{
    private static readonly HashSet<string> Ends = new(StringComparer.Ordinal)
    {
        "verdict", "investigation_cancelled", "deadline_passed", "incident_closed",
    };

    /// <exception cref="CommandException">It took too long.</exception>
    public async Task<Answer> ForAsync(string incidentId, string investigationId, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(atMost);
        try
        {
            var path = Query.Segment(incidentId);
            if (await EndedAsync(path, investigationId, limit.Token) is { } already)
            {
                return already;
            }

            // The stream begins with what is known; only steps of this investigation are shown.
            var events = new IncidentEvents(api, path) { Reopened = Screen.Progress };
            var isBegun = false;
            await foreach (var step in events.FollowAsync(null, limit.Token))
            {
                isBegun |= step.GetRawText().Contains(investigationId, StringComparison.Ordinal);
                if (isBegun)
                {
                    Screen.Progress(WatchVerb.LineOf(step));
                }

                if (Ends.Contains(step.Text("kind")) && await EndedAsync(path, investigationId, limit.Token) is { } ended)
                {
                    return ended;
                }
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandException($"No verdict within {atMost.TotalSeconds:0} s; the investigation goes on.",
                $"`causeflow incidents watch {incidentId}` follows it; --wait-seconds waits longer.", exception);
        }

        throw new CommandException("The stream ended.");
    }

    private async Task<Answer?> EndedAsync(string path, string investigationId, CancellationToken cancellationToken)
    {
        var result = await api.GetAsync($"v1/investigation/{path}", cancellationToken);
        return result.Root.Text("investigationId") != investigationId
            ? throw new CommandException("Another investigation of this incident was started meanwhile.",
                $"`causeflow incidents show {path}` shows it.")
            : result.Root.Text("status") is "completed" or "cancelled" ? result : null;
    }
}
