using System.Text.Json;
using CauseFlow.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CauseFlow.Storage;

/// <summary>How values are stored, the same on both databases.</summary>
public static class StoreConventions
{
    /// <summary>Instants as Int64 Unix microseconds (SQLite cannot order DateTimeOffset), enums as their names.</summary>
    public static void UseStoreConventions(this ModelConfigurationBuilder builder)
    {
        builder.Properties<DateTimeOffset>().HaveConversion<UnixMicrosecondsConverter>();
        builder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
    }

    /// <summary>Instants are truncated when they are made, so that what is stored equals what is compared.</summary>
    public static DateTimeOffset TruncateToMicroseconds(this DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>Stores a value as JSON text in the contract's form.</summary>
    public static PropertyBuilder<T> HasJsonConversion<T>(this PropertyBuilder<T> property)
    {
        property.HasConversion(
            new ValueConverter<T, string>(
                value => JsonSerializer.Serialize(value, ContractJson.Options),
                text => JsonSerializer.Deserialize<T>(text, ContractJson.Options)!),
            new ValueComparer<T>(
                (left, right) => Text(left) == Text(right),
                value => Text(value).GetHashCode(StringComparison.Ordinal),
                value => JsonSerializer.Deserialize<T>(Text(value), ContractJson.Options)!));
        return property;
    }

    private static string Text<T>(T? value) => JsonSerializer.Serialize(value, ContractJson.Options);
}
