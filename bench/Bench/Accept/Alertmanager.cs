using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CauseFlow.Bench.Accept;

/// <summary>
/// The second yardstick, and alerts for it that are as long as an SNS notification of an alarm: like those, each is another firing
/// of one of a few alarms.
/// </summary>
internal static class Alertmanager
{
    public const string Program = "/usr/bin/prometheus-alertmanager";
    private const int Length = 1300;
    private static readonly string Description = new('x', Length - 200);

    public static bool IsInstalled => File.Exists(Program);

    public static IReadOnlyList<byte[]> Make(int count)
    {
        var first = TimeProvider.System.GetUtcNow().AddMinutes(-20);
        return
        [
            .. Enumerable.Range(0, count).Select(number => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new[]
            {
                new
                {
                    labels = new { alertname = "bench", number = (number % SignedMessages.Alarms).ToString(CultureInfo.InvariantCulture) },
                    annotations = new { description = Description },
                    startsAt = first.AddSeconds(number / SignedMessages.Alarms).ToString("O", CultureInfo.InvariantCulture),
                },
            }))),
        ];
    }
}
