using System.Runtime.CompilerServices;
using System.Text;

namespace CauseFlow.Cli.Api;

/// <summary>
/// Reads server-sent events with bounds: the server sends a comment every 15 s, so that a silent stream is a dead one, and no
/// line may be longer than a step of a timeline ever is.
/// </summary>
internal sealed class EventReader(Stream stream, TimeSpan silence)
{
    private const int MaxLine = 1024 * 1024;
    private readonly byte[] buffer = new byte[16 * 1024];
    private int length;
    private int position;

    /// <summary>Ends when the server ends the stream.</summary>
    /// <exception cref="IOException">The stream is silent, broken or not of events.</exception>
    public async IAsyncEnumerable<ServerEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? id = null;
        var kind = "message";
        var data = new StringBuilder();
        while (await LineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                if (data.Length > 0)
                {
                    yield return new ServerEvent(id, kind, data.ToString());
                }

                (id, kind) = (null, "message");
                data.Clear();
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (field, value) = colon < 0 ? (line, "") : (line[..colon], line[(colon + 1)..]);
            value = value.StartsWith(' ') ? value[1..] : value;
            switch (field)
            {
                case "id":
                    id = value;
                    break;
                case "event":
                    kind = value;
                    break;
                case "data" when data.Length + value.Length > MaxLine:
                    throw new IOException("An event is too large.");
                case "data":
                    data.Append(data.Length > 0 ? "\n" : "").Append(value);
                    break;
            }
        }
    }

    /// <summary>Null at the end.</summary>
    private async Task<string?> LineAsync(CancellationToken cancellationToken)
    {
        using var line = new MemoryStream();
        while (true)
        {
            var rest = buffer.AsMemory(position, length - position);
            var end = rest.Span.IndexOf((byte)'\n');
            line.Write(end < 0 ? rest.Span : rest.Span[..end]);
            if (line.Length > MaxLine)
            {
                throw new IOException("A line of the stream is too long.");
            }

            if (end >= 0)
            {
                position += end + 1;
                return Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length).TrimEnd('\r');
            }

            if (!await FillAsync(cancellationToken))
            {
                return null;
            }
        }
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(silence);
        try
        {
            (position, length) = (0, await stream.ReadAsync(buffer, limit.Token));
            return length > 0;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException("The stream is silent.", exception);
        }
    }
}
