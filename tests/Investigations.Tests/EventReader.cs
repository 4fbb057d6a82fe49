using System.Globalization;
using System.Net;

namespace CauseFlow.Investigations.Tests;

/// <summary>Reads one stream of server-sent events line by line; the limit is for a broken build only.</summary>
internal sealed class EventReader(HttpResponseMessage answer, StreamReader reader) : IDisposable
{
    private readonly CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));

    public HttpStatusCode Status => answer.StatusCode;

    public async Task<(long Id, string Kind)> NextAsync()
    {
        long id = 0;
        var kind = "";
        while (await reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = long.Parse(line[4..], CultureInfo.InvariantCulture);
            }
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                kind = line[7..];
            }
            else if (line.Length == 0 && kind.Length > 0)
            {
                return (id, kind);
            }
        }

        throw new EndOfStreamException();
    }

    public async Task<bool> CommentAsync(string text)
    {
        while (await reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (line == $": {text}")
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose()
    {
        reader.Dispose();
        answer.Dispose();
        limit.Dispose();
    }
}
