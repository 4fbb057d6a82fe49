using System.Text;
using CauseFlow.CloudSimulation;
using CauseFlow.CloudSimulation.Sns;

namespace CauseFlow.Bench.Accept;

/// <summary>SNS notifications of a CloudWatch alarm, each another firing, signed before anything is measured.</summary>
internal sealed class SignedMessages(CloudSimulator cloud)
{
    /// <summary>How many alarms fire, each over and over.</summary>
    public const int Alarms = 50;

    private int made;

    public IReadOnlyList<byte[]> Make(int count)
    {
        var first = made;
        made += count;
        return [.. Enumerable.Range(first, count).AsParallel().AsOrdered().Select(MakeOne)];
    }

    private byte[] MakeOne(int number)
    {
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-20).AddSeconds(number / Alarms);
        return Encoding.UTF8.GetBytes(
            new AnyAlarm { Name = $"bench-{number % Alarms}", At = at }.Sign(cloud).ToJsonString());
    }
}
