using System.Diagnostics;
using System.Net.Http.Headers;

namespace CauseFlow.Bench.Load;

/// <summary>Posts bodies that were made beforehand over a fixed number of connections, each body once.</summary>
internal sealed class LoadGenerator(int connections) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private readonly HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <returns>Answers of 200 per second, and the 99th percentile of one request in milliseconds.</returns>
    /// <exception cref="InvalidOperationException">An answer was not 200, so the rate would mean nothing.</exception>
    public async Task<(double PerSecond, double P99)> PostAsync(
        Uri target, IReadOnlyList<byte[]> bodies, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        var times = new double[bodies.Count];
        var next = -1;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < bodies.Count; i = Interlocked.Increment(ref next))
            {
                var start = Stopwatch.GetTimestamp();
                await PostOneAsync(target, bodies[i], limit.Token);
                times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }, limit.Token)));
        var seconds = watch.Elapsed.TotalSeconds;
        return (bodies.Count / seconds, times.Order().ElementAt((int)(bodies.Count * 0.99)));
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
