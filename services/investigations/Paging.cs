using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace CauseFlow.Investigations;

/// <summary>
/// Opaque cursors: the sort key of the last row that a page has shown, so that a list is stable under inserts. What
/// reads by sequence number is safe on PostgreSQL too: the writers of one case take turns at its row version.
/// </summary>
internal static class Paging
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;
    private const int MaxCursor = 120;

    public static int Limit(int? limit) => Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit);

    public static string Cursor(params long[] keys) => Base64Url.EncodeToString(
        Encoding.UTF8.GetBytes(string.Join('.', keys.Select(key => key.ToString(CultureInfo.InvariantCulture)))));

    public static bool TryRead(string? cursor, out long? seq)
    {
        var isRead = TryRead(cursor, 1, out var keys);
        seq = keys is [var key] ? key : null;
        return isRead;
    }

    /// <summary>True with null for no cursor; false for a cursor that this list never made.</summary>
    public static bool TryRead(string? cursor, int count, out long[]? keys)
    {
        keys = null;
        if (string.IsNullOrEmpty(cursor))
        {
            return true;
        }

        var bytes = new byte[MaxCursor];
        if (cursor.Length > MaxCursor || !Base64Url.IsValid(cursor)
            || !Base64Url.TryDecodeFromChars(cursor, bytes, out var written))
        {
            return false;
        }

        var parts = Encoding.UTF8.GetString(bytes, 0, written).Split('.');
        var numbers = new long[count];
        if (parts.Length != count || !parts.Index().All(part =>
            long.TryParse(part.Item, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
                out numbers[part.Index])))
        {
            return false;
        }

        keys = numbers;
        return true;
    }
}
