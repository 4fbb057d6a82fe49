using System.Collections.Concurrent;
using System.Text;
using CauseFlow.CloudSimulation;
using CauseFlow.CloudSimulation.Sns;

namespace CauseFlow.EndToEnd.Tests.Faults;

/// <summary>
/// Sends alarms as SNS does, however the receiver is: each message again and again until it is answered with 200 or a 4xx,
/// some of them twice, and some alarms' OK before their ALARM.
/// </summary>
public sealed class AlarmGun(CloudSimulator cloud, Uri webhook, int seed) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly ConcurrentDictionary<string, int> _accepted = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<int> _refused = [];
    private readonly Random _random = new(seed);
    private int _attempts;
    private int _repeated;

    /// <summary>ARNs of alarms whose ALARM was answered with 200, and how often that was.</summary>
    public IReadOnlyDictionary<string, int> Accepted => _accepted;

    /// <summary>Answers that SNS never repeats: there must be none.</summary>
    public IReadOnlyCollection<int> Refused => _refused;

    public int Attempts => _attempts;

    /// <summary>Alarms that were sent twice though the first answer was 200.</summary>
    public int Repeated => _repeated;

    /// <summary>Sends <paramref name="count"/> alarms at this pace; ends when the last one is accepted.</summary>
    public async Task FireAsync(string prefix, int count, TimeSpan pause, CancellationToken cancellationToken)
    {
        var running = new List<Task>();
        for (var i = 0; i < count; i++)
        {
            running.Add(SendAsync($"{prefix}-{i}", _random.Next(5) == 0, _random.Next(10) == 0, cancellationToken));
            await Task.Delay(pause, cancellationToken);
        }

        await Task.WhenAll(running);
    }

    public void Dispose() => _http.Dispose();

    private async Task SendAsync(string name, bool twice, bool endFirst, CancellationToken cancellationToken)
    {
        var at = TimeProvider.System.GetUtcNow();
        if (endFirst)
        {
            await DeliverAsync(new AnyAlarm { Name = name, State = "OK", At = at.AddSeconds(90) }, cancellationToken);
        }

        var alarm = new AnyAlarm { Name = name, At = at };
        await DeliverAsync(alarm, cancellationToken);
        if (twice)
        {
            Interlocked.Increment(ref _repeated);
            await DeliverAsync(alarm, cancellationToken);
        }
    }

    private async Task DeliverAsync(AnyAlarm alarm, CancellationToken cancellationToken)
    {
        var facts = cloud.Facts;
        var body = Encoding.UTF8.GetBytes(alarm.Sign(cloud).ToJsonString());
        while (true)
        {
            Interlocked.Increment(ref _attempts);
            var status = await PostAsync(body, cancellationToken);
            if (status == 200 && alarm.State == "ALARM")
            {
                _accepted.AddOrUpdate($"arn:aws:cloudwatch:{facts.Region}:{facts.Account}:alarm:{alarm.Name}", 1, (_, times) => times + 1);
            }

            if (status is >= 400 and < 500 and not 429)
            {
                _refused.Add(status);
            }

            if (status is > 0 and < 500 and not 429)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
        }
    }

    private async Task<int> PostAsync(byte[] body, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new("text/plain") { CharSet = "UTF-8" };
            using var request = new HttpRequestMessage(HttpMethod.Post, webhook) { Content = content };
            request.Headers.Add("x-amz-sns-message-type", "Notification");
            using var answer = await _http.SendAsync(request, cancellationToken);
            return (int)answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
    }
}
