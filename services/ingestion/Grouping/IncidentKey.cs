using System.Security.Cryptography;
using System.Text;
using CauseFlow.Contracts;

namespace CauseFlow.Ingestion.Grouping;

/// <summary>
/// What makes two alarms one incident: they watch the same primary resource. SHA-256 (64 lower-case hex digits) over
/// tenant, provider, account, region and the <see cref="PrimaryResource"/>.
/// </summary>
public static class IncidentKey
{
    public static string Of(string tenantId, AlarmFact alarm)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        return Hash(tenantId, alarm, PrimaryResource.Of(alarm));
    }

    /// <summary>
    /// The key of an alarm without a resource; <paramref name="neighbour"/> is any of its account and region.
    /// </summary>
    public static string OfAlarm(string tenantId, AlarmFact neighbour, string alarmId)
    {
        ArgumentNullException.ThrowIfNull(neighbour);
        return Hash(tenantId, neighbour, PrimaryResource.OfAlarm(neighbour, alarmId));
    }

    private static string Hash(string tenantId, AlarmFact alarm, PrimaryResource resource)
    {
        var text = new StringBuilder();
        foreach (var part in (IEnumerable<string>)
            [tenantId, alarm.Provider.ToString(), alarm.Account, resource.Region, .. resource.Parts])
        {
            // The length before each part keeps "ab","c" and "a","bc" apart.
            text.Append(part.Length).Append(':').Append(part).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
