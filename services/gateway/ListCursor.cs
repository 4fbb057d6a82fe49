using System.Globalization;
using CauseFlow.ServiceDefaults;

namespace CauseFlow.Gateway;

/// <summary>Place in a list that is ordered by creation.</summary>
internal sealed record ListCursor(DateTimeOffset CreatedAt, string Id)
{
    public static ListCursor Start { get; } = new(DateTimeOffset.UnixEpoch, string.Empty);

    /// <returns>Null when it is none of ours.</returns>
    public static ListCursor? Parse(string? text) => !PageCursor.TryRead(text, 2, out string[]? keys) ? null
        : keys is null ? Start
        : long.TryParse(keys[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTimeOffset.MaxValue.Ticks
            ? new ListCursor(new DateTimeOffset(ticks, TimeSpan.Zero), keys[1])
            : null;

    public override string ToString() =>
        PageCursor.Write([CreatedAt.UtcTicks.ToString(CultureInfo.InvariantCulture), Id]);
}
