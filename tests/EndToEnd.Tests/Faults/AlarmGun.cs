using System.Collections.Concurrent;
using System.Text;
using CauseFlow.CloudSimulation;
using CauseFlow.CloudSimulation.Sns;

namespace CauseFlow.EndToEnd.Tests.Faults;

/// <summary>
/// Sends alarms as SNS does, however the receiver is: each message again and again until it is answered with 200 or a 4xx,
/// some of them twice, some alarms' OK before their ALARM, and every fifth for the resource of the one before it.
/// </summary>
public sealed class AlarmGun(CloudSimulator cloud, Uri webhook, string prefix) : IDisposable
{
    private const int Seed = 17;
    private const int AlarmsOfAPair = 5;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly ConcurrentDictionary<string, string> _accepted = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<string> _refused = [];
    private readonly Random _random = new(Seed);
    private int _attempts;
    private int _repeated;

    /// <summary>ARNs of alarms whose ALARM was answered with 200, each with the function that it watches.</summary>
    public IReadOnlyDictionary<string, string> Accepted => _accepted;

    /// <summary>How many incidents those must become.</summary>
    public int Resources => _accepted.Values.Distinct().Count();

    /// <summary>Answers that SNS never repeats: there must be none.</summary>
    public IReadOnlyCollection<string> Refused => _refused;

    public int Attempts => _attempts;

    public int Sent { get; private set; }

    /// <summary>Alarms that were sent twice though the first answer was 200.</summary>
    public int Repeated => _repeated;

    public string ArnPrefix => $"arn:aws:cloudwatch:{cloud.Facts.Region}:{cloud.Facts.Account}:alarm:{prefix}-";

    /// <summary>Sends at least <paramref name="count"/> alarms, and more while <paramref name="breaking"/> goes on; ends when the last is accepted.</summary>
    public async Task FireAsync(int count, TimeSpan pause, Task breaking, CancellationToken cancellationToken)
    {
        var running = new List<Task>();
        for (; Sent < count || !breaking.IsCompleted; Sent++)
        {
            running.Add(SendAsync(Sent, _random.Next(5) == 0, _random.Next(10) == 0, cancellationToken));
            await Task.Delay(pause, cancellationToken);
        }

        await Task.WhenAll(running);
    }

    public void Dispose() => _http.Dispose();

    private async Task SendAsync(int number, bool twice, bool endFirst, CancellationToken cancellationToken)
    {
        var (at, name) = (TimeProvider.System.GetUtcNow(), $"{prefix}-{number}");
        var function = number % AlarmsOfAPair == 1 ? $"{prefix}-{number - 1}" : name;
        var alarm = new AnyAlarm { Name = name, Function = function, At = at };
        if (endFirst)
        {
            await DeliverAsync(alarm with { State = "OK", At = at.AddSeconds(90) }, cancellationToken);
        }

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
            var (status, text) = await PostAsync(body, cancellationToken);
            if (status == 200 && alarm.State == "ALARM")
            {
                _accepted[$"arn:aws:cloudwatch:{facts.Region}:{facts.Account}:alarm:{alarm.Name}"] = alarm.Function!;
            }

            if (status is >= 400 and < 500 and not 429)
            {
                _refused.Add($"{status} {text}");
            }

            if (status is > 0 and < 500 and not 429)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
        }
    }

    private async Task<(int Status, string Text)> PostAsync(byte[] body, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new("text/plain") { CharSet = "UTF-8" };
            using var request = new HttpRequestMessage(HttpMethod.Post, webhook) { Content = content };
            request.Headers.Add("x-amz-sns-message-type", "Notification");
            using var answer = await _http.SendAsync(request, cancellationToken);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return (0, "");
        }
    }
}
