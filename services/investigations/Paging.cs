using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace CauseFlow.Investigations;

/// <summary>Opaque cursors over a sequence column: stable under inserts, because what a page has shown keeps its number.</summary>
internal static class Paging
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;

    public static int Limit(int? limit) => Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit);

    public static string Cursor(long seq) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(seq.ToString(CultureInfo.InvariantCulture)));

    /// <summary>False for a cursor that this service never made.</summary>
    public static bool TryRead(string? cursor, out long? seq)
    {
        seq = null;
        if (string.IsNullOrEmpty(cursor))
        {
            return true;
        }

        var bytes = new byte[32];
        if (cursor.Length > 40 || !Base64Url.IsValid(cursor) || !Base64Url.TryDecodeFromChars(cursor, bytes, out var written)
            || !long.TryParse(Encoding.UTF8.GetString(bytes, 0, written), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        seq = number;
        return true;
    }
}
