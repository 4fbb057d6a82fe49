using System.Runtime.CompilerServices;
using System.Text.Json;
using CauseFlow.Cli.Api;

namespace CauseFlow.Cli.Incidents;

/// <summary>
/// An incident's steps for as long as somebody listens. The stream is opened again after the last step that was seen when the
/// server ends it (it does after a while), when the connection breaks, and when a service is away for a moment.
/// </summary>
internal sealed class IncidentEvents(ApiClient api, string incidentPath)
{
    private const string AcceptedType = "text/event-stream";

    /// <summary>The server says something every 15 s.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <summary>Without a break in between, nobody is there any more.</summary>
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromMinutes(10);

    /// <summary>Told when the stream is opened again.</summary>
    public Action<string>? Reopened { get; init; }

    /// <param name="after">The last step that is known; null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async IAsyncEnumerable<JsonElement> FollowAsync(
        string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var failures = 0;
        var failingSince = Session.Clock.GetTimestamp();
        while (true)
        {
            var stream = ReadOnceAsync(after, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using var ended = stream.ConfigureAwait(false);
            while (await NextAsync(stream) is { } step)
            {
                (failures, failingSince) = (0, Session.Clock.GetTimestamp());
                after = step.Text("seq");
                yield return step;
            }

            failures++;
            if (Session.Clock.GetElapsedTime(failingSince) > GiveUpAfter && failures > 1 && broken is not null)
            {
                throw broken;
            }

            var pause = TimeSpan.FromMilliseconds(Math.Min(LongestPause.TotalMilliseconds, 250 * Math.Pow(2, Math.Min(failures, 10))));
            Reopened?.Invoke(broken is null ? "The server ended the stream; going on." : "The stream broke; going on after the last step.");
            await Task.Delay(pause, cancellationToken);
        }
    }

    private Exception? broken;

    /// <summary>Null when this stream is over, whatever the reason.</summary>
    private async Task<JsonElement?> NextAsync(IAsyncEnumerator<JsonElement> stream)
    {
        try
        {
            broken = null;
            return await stream.MoveNextAsync() ? stream.Current : null;
        }
        catch (ApiException exception) when ((int)exception.Status is 429 or 502 or 503 or 504)
        {
            broken = exception;
        }
        catch (Terminal.CommandException exception)
        {
            broken = exception;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or JsonException)
        {
            broken = new Terminal.CommandException("The stream of events broke.", null, exception);
        }

        return null;
    }

    private async IAsyncEnumerable<JsonElement> ReadOnceAsync(
        string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await api.OpenAsync($"v1/incidents/{incidentPath}/events", AcceptedType, after, cancellationToken);
        if (response.Content.Headers.ContentType?.MediaType != AcceptedType)
        {
            throw new Terminal.CommandException("The address answers with something else than events.");
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var one in new EventReader(stream, Silence).ReadAsync(cancellationToken))
        {
            using var document = JsonDocument.Parse(one.Data);
            yield return document.RootElement.Clone();
        }
    }
}
