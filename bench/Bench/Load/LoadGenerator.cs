using System.Diagnostics;
using System.Net.Http.Headers;

namespace CauseFlow.Bench.Load;

/// <summary>Posts bodies that were made beforehand at a fixed pace, each body once, whether or not answers come.</summary>
internal sealed class LoadGenerator(int connections) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private readonly HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <returns>
    /// Percentiles in milliseconds, each request counted from the moment at which it was due: what waits for an answer to another
    /// one is not forgotten.
    /// </returns>
    /// <exception cref="InvalidOperationException">An answer was not 200, so the times would mean nothing.</exception>
    public async Task<(double P50, double P99)> PostAtAsync(
        Uri target, IReadOnlyList<byte[]> bodies, int perSecond, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        var times = new double[bodies.Count];
        var sent = new List<Task>(bodies.Count);
        var clock = Stopwatch.StartNew();
        while (sent.Count < bodies.Count)
        {
            for (var due = Math.Min(bodies.Count, (int)(clock.Elapsed.TotalSeconds * perSecond) + 1); sent.Count < due;)
            {
                sent.Add(PostTimedAsync(target, bodies[sent.Count], sent.Count));
            }

            await Task.Delay(1, limit.Token);
        }

        await Task.WhenAll(sent);
        double[] ordered = [.. times.Order()];
        return (ordered[ordered.Length / 2], ordered[(int)(ordered.Length * 0.99)]);

        async Task PostTimedAsync(Uri url, byte[] body, int number)
        {
            await PostOneAsync(url, body, limit.Token);
            times[number] = (clock.Elapsed.TotalSeconds - ((double)number / perSecond)) * 1000;
        }
    }

    public void Dispose() => http.Dispose();

    private async Task PostOneAsync(Uri target, byte[] body, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/plain") { CharSet = "UTF-8" };
        using var answer = await http.PostAsync(target, content, cancellationToken);
        if ((int)answer.StatusCode != 200)
        {
            throw new InvalidOperationException(
                $"{target.AbsolutePath.Split('/')[1]} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }
}
