using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.History;

/// <summary>Cuts what a look found into messages that are small enough, and numbers them.</summary>
internal sealed class HistoryParts(AwsSessionGranted grant, int maxBytes, TimeProvider time)
{
    /// <summary>What a part costs besides its alarms.</summary>
    private const int FixedBytes = 4_096;

    /// <summary>Changes of one alarm in one part: some hundred bytes each.</summary>
    private const int MaxTransitions = 500;

    private int _parts;

    /// <summary>Takes whole messages off the list; what is left fits the next one.</summary>
    public IEnumerable<AlarmHistoryObserved> Full(List<ObservedAlarm> alarms)
    {
        Divide(alarms);
        while (true)
        {
            var (count, bytes) = (0, FixedBytes);
            while (count < alarms.Count && (bytes += SizeOf(alarms[count])) <= maxBytes)
            {
                count++;
            }

            if (count == alarms.Count)
            {
                yield break;
            }

            // A single alarm is far below the bound: its texts and its changes are bounded.
            count = Math.Max(1, count);
            var part = Part(alarms.GetRange(0, count), isLast: false);
            alarms.RemoveRange(0, count);
            yield return part;
        }
    }

    /// <summary>The closing part, with what is left.</summary>
    public AlarmHistoryObserved Last(IReadOnlyList<ObservedAlarm> alarms) => Part(alarms, isLast: true);

    private static void Divide(List<ObservedAlarm> alarms)
    {
        for (var i = 0; i < alarms.Count; i++)
        {
            if (alarms[i].Transitions.Count > MaxTransitions)
            {
                var rest = alarms[i] with { Transitions = [.. alarms[i].Transitions.Skip(MaxTransitions)] };
                alarms[i] = alarms[i] with { Transitions = [.. alarms[i].Transitions.Take(MaxTransitions)] };
                alarms.Insert(i + 1, rest);
            }
        }
    }

    private static int SizeOf(ObservedAlarm alarm) => JsonSerializer.SerializeToUtf8Bytes(alarm, ContractJson.Options).Length + 1;

    private AlarmHistoryObserved Part(IReadOnlyList<ObservedAlarm> alarms, bool isLast) => new()
    {
        TenantId = grant.TenantId,
        IntegrationId = grant.IntegrationId,
        LeaseId = grant.LeaseId,
        Account = grant.Target.Accounts is [var account] ? account : "",
        Part = ++_parts,
        IsLast = isLast,
        Alarms = alarms,
        ObservedAt = time.GetUtcNow(),
    };
}
