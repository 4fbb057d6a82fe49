using System.Runtime.CompilerServices;
using CauseFlow.Dashboard.Api;

namespace CauseFlow.Dashboard.Incidents;

/// <summary>
/// Says when there is something new: from the API's server-sent events, several of one moment taken together; by the clock
/// where no stream is to be had (too many are open, or the API is away).
/// </summary>
internal sealed class CaseEvents(CauseFlowApi api, TimeProvider time, TimeSpan interval)
{
    /// <summary>Steps come in bursts; a page that is drawn for each would show less, later.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(250);

    /// <summary>Ends with the token.</summary>
    public async IAsyncEnumerable<bool> ReadAsync(
        Func<string> incidentId, Func<long> lastSeen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            await foreach (var news in StreamAsync(incidentId(), lastSeen(), cancellationToken))
            {
                yield return news;
            }

            await Task.Delay(interval, time, cancellationToken);
            yield return true;
        }
    }

    private async IAsyncEnumerable<bool> StreamAsync(
        string incidentId, long lastSeen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stream = await OpenAsync(incidentId, lastSeen, cancellationToken);
        if (stream is null)
        {
            yield break;
        }

        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync(cancellationToken));
        while (await LineAsync(reader, cancellationToken) is { } line)
        {
            if (line.StartsWith("id:", StringComparison.Ordinal))
            {
                await Task.Delay(Gathering, time, cancellationToken);
                yield return true;
            }
        }
    }

    private async Task<HttpResponseMessage?> OpenAsync(string incidentId, long lastSeen, CancellationToken cancellationToken)
    {
        try
        {
            return await api.OpenAsync($"v1/incidents/{Uri.EscapeDataString(incidentId)}/events", "text/event-stream",
                lastSeen.ToString(System.Globalization.CultureInfo.InvariantCulture), cancellationToken);
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
