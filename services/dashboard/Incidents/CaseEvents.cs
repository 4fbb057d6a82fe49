using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Dashboard.Api;

namespace CauseFlow.Dashboard.Incidents;

/// <summary>
/// Says what is new: the steps of the API's server-sent events, those of one moment together; nothing but "look again" by the clock
/// where no stream is to be had (too many are open, or the API is away).
/// </summary>
internal sealed class CaseEvents(CauseFlowApi api, TimeProvider time, TimeSpan interval)
{
    /// <summary>Steps come in bursts; looking for each would show less, later, and cost the tenant's limit.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromSeconds(1);

    /// <summary>Ends with the token. An empty list asks for a look at everything.</summary>
    public async IAsyncEnumerable<IReadOnlyList<TimelineStep>> ReadAsync(
        Func<string> incidentId, Func<long> lastSeen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            await foreach (var news in StreamAsync(incidentId(), lastSeen(), cancellationToken))
            {
                yield return news;
            }

            await Task.Delay(interval, time, cancellationToken);
            yield return [];
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<TimelineStep>> StreamAsync(
        string incidentId, long lastSeen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stream = await OpenAsync(incidentId, lastSeen, cancellationToken);
        if (stream is null)
        {
            yield break;
        }

        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync(cancellationToken));
        var gathered = new List<TimelineStep>();
        var next = LineAsync(reader, cancellationToken);
        while (true)
        {
            // The first step is waited for; what follows within the moment comes with it.
            var pause = gathered.Count == 0 ? null : Task.Delay(Gathering, time, cancellationToken);
            while (pause is null || await Task.WhenAny(next, pause) == next)
            {
                if (await next is not { } line)
                {
                    if (gathered.Count > 0)
                    {
                        yield return gathered;
                    }

                    yield break;
                }

                next = LineAsync(reader, cancellationToken);
                if (StepOf(line) is { } step)
                {
                    gathered.Add(step);
                    pause ??= Task.Delay(Gathering, time, cancellationToken);
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
            yield return gathered;
            gathered = [];
        }
    }

    private static TimelineStep? StepOf(string line) => line.StartsWith("data:", StringComparison.Ordinal)
        ? JsonSerializer.Deserialize<TimelineStep>(line.AsSpan("data:".Length), ContractJson.Options) : null;

    private async Task<HttpResponseMessage?> OpenAsync(string incidentId, long lastSeen, CancellationToken cancellationToken)
    {
        try
        {
            return await api.OpenAsync($"v1/incidents/{Uri.EscapeDataString(incidentId)}/events", "text/event-stream",
                lastSeen.ToString(CultureInfo.InvariantCulture), cancellationToken);
        }
        catch (ApiException)
        {
            return null;
        }
    }

    private static async Task<string?> LineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return null;
        }
    }
}
