using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CauseFlow.ServiceDefaults.Errors;

namespace CauseFlow.Gateway;

/// <summary>Place in a list that is ordered by creation: opaque to clients, stable under inserts.</summary>
internal sealed record ListCursor(DateTimeOffset CreatedAt, string Id)
{
    private const int MaxLimit = 100;
    private const int DefaultLimit = 20;

    public static IResult Invalid { get; } =
        ApiErrors.BadRequest("invalid_cursor", "The cursor is not one that this list gave out; start without it.");

    public static ListCursor Start { get; } = new(DateTimeOffset.UnixEpoch, string.Empty);

    public static int SizeOf(int? limit) => Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit);

    /// <returns>Null when it is none of ours.</returns>
    public static ListCursor? Parse(string? text)
    {
        if (text is null)
        {
            return Start;
        }

        if (text.Length > 200 || !Base64Url.IsValid(text))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(' ', 2);
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTimeOffset.MaxValue.Ticks
            ? new ListCursor(new DateTimeOffset(ticks, TimeSpan.Zero), parts[1])
            : null;
    }

    public override string ToString() => Base64Url.EncodeToString(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{CreatedAt.UtcTicks} {Id}")));
}
