using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CauseFlow.Storage;

/// <summary>UTC instants as Int64 microseconds since 1970.</summary>
public sealed class UnixMicrosecondsConverter() : ValueConverter<DateTimeOffset, long>(
    instant => (instant.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond,
    value => DateTimeOffset.UnixEpoch.AddTicks(value * TimeSpan.TicksPerMicrosecond));
