using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CauseFlow.Storage;

/// <summary>UTC instants as Int64 microseconds since 1970.</summary>
public sealed class UnixMicrosecondsConverter() : ValueConverter<DateTimeOffset, long>(
    instant => Of(instant), value => Instant(value))
{
    /// <summary>For SQL of one's own: a converter would compile its expression first, which costs more than the query.</summary>
    public static long Of(DateTimeOffset instant) =>
        (instant.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The other way.</summary>
    public static DateTimeOffset Instant(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
