using System.Diagnostics;
using System.Globalization;
using CauseFlow.Demo.Api;
using Spectre.Console;

namespace CauseFlow.Demo.Progress;

/// <summary>Follows an incident's timeline and shows each step when it happens.</summary>
/// <remarks>The clock runs since the alarm was published.</remarks>
internal sealed class InvestigationWatch(ProductClient product, IAnsiConsole console, Stopwatch clock)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);
    private long lastSeq;

    /// <param name="revision">Of the verdict that is known already; 0 for none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<FinishedInvestigation> WatchAsync(int revision, CancellationToken cancellationToken)
    {
        // A spinner in a file or a pipe is noise.
        if (!console.Profile.Capabilities.Interactive)
        {
            return await FollowAsync(revision, cancellationToken);
        }

        return await console.Status().StartAsync("investigating", _ => FollowAsync(revision, cancellationToken));
    }

    private async Task<FinishedInvestigation> FollowAsync(int revision, CancellationToken cancellationToken)
    {
        IncidentAnswer? incident = null;
        using var poll = new PeriodicTimer(PollInterval);
        do
        {
            incident ??= await product.NewestIncidentAsync(cancellationToken);
            if (incident is not null
                && await ShowNewStepsAsync(incident.Id, cancellationToken)
                && await CompletedAsync(incident.Id, revision, cancellationToken) is { } investigation)
            {
                return new FinishedInvestigation(incident, investigation);
            }
        }
        while (await poll.WaitForNextTickAsync(cancellationToken));

        throw new OperationCanceledException(cancellationToken);
    }

    /// <returns>Whether a verdict has been given.</returns>
    private async Task<bool> ShowNewStepsAsync(string incidentId, CancellationToken cancellationToken)
    {
        var steps = await product.TimelineAsync(incidentId, cancellationToken);
        foreach (var step in steps.Where(step => step.Seq > lastSeq).OrderBy(step => step.Seq))
        {
            lastSeq = step.Seq;
            var seconds = clock.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
            console.MarkupLineInterpolated($"  +{seconds,5} s  [bold]{step.Kind.Replace('_', ' '),-24}[/]{step.Text}");
        }

        return steps.Any(step => step.Kind == "verdict");
    }

    private async Task<InvestigationAnswer?> CompletedAsync(string incidentId, int revision, CancellationToken cancellationToken)
    {
        var all = await product.InvestigationsAsync(incidentId, cancellationToken);
        if (all.Any(item => item.Status == "cancelled"))
        {
            throw new DemoException("The investigation was cancelled.");
        }

        return all.FirstOrDefault(item => item.Status == "completed" && item.Revision > revision);
    }
}
