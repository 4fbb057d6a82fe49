using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CauseFlow.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;

namespace CauseFlow.ServiceDefaults;

/// <summary>
/// Cursors of lists: the sort key of the last row that a page has shown, so that a list is stable under inserts. Opaque to
/// clients, who must not build on what they hold; what comes back is bounded and checked before it meets a database.
/// </summary>
public static class PageCursor
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;
    private const int MaxLength = 200;
    private const char Separator = '.';

    /// <summary>400 <c>invalid_cursor</c>.</summary>
    public static IResult Invalid { get; } =
        ApiErrors.BadRequest("invalid_cursor", "The cursor is not one that this list gave out. Start again without a cursor.");

    /// <summary>Rows of a page: 20 when the client does not say, at most 100 where the list promises no more.</summary>
    public static int SizeOf(int? limit, int max = MaxLimit) => Math.Clamp(limit ?? DefaultLimit, 1, max);

    /// <summary>Printable ASCII without dots, such as ids and numbers.</summary>
    public static string Write(params ReadOnlySpan<string> keys) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Join(Separator, keys)));

    public static string Write(params long[] keys) =>
        Write([.. (keys ?? []).Select(key => key.ToString(CultureInfo.InvariantCulture))]);

    /// <summary>True with null for no cursor; false for one that no list of so many keys gave out.</summary>
    public static bool TryRead(string? cursor, int count, out string[]? keys)
    {
        keys = null;
        if (string.IsNullOrEmpty(cursor))
        {
            return true;
        }

        var bytes = new byte[MaxLength];
        if (cursor.Length > MaxLength || !Base64Url.IsValid(cursor)
            || !Base64Url.TryDecodeFromChars(cursor, bytes, out var written)
            || bytes.AsSpan(0, written).ContainsAnyExceptInRange((byte)'!', (byte)'~'))
        {
            return false;
        }

        var parts = Encoding.ASCII.GetString(bytes, 0, written).Split(Separator);
        keys = parts.Length == count && parts.All(part => part.Length > 0) ? parts : null;
        return keys is not null;
    }

    /// <summary>The same for one key.</summary>
    public static bool TryRead(string? cursor, out string? key)
    {
        var isRead = TryRead(cursor, 1, out string[]? keys);
        key = keys?[0];
        return isRead;
    }

    /// <summary>The same for numbers.</summary>
    public static bool TryRead(string? cursor, int count, out long[]? keys)
    {
        keys = null;
        if (!TryRead(cursor, count, out string[]? parts))
        {
            return false;
        }

        if (parts is null)
        {
            return true;
        }

        var numbers = new long[count];
        for (var i = 0; i < count; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return false;
            }
        }

        keys = numbers;
        return true;
    }

    /// <summary>The same for one number.</summary>
    public static bool TryRead(string? cursor, out long? key)
    {
        var isRead = TryRead(cursor, 1, out long[]? keys);
        key = keys?[0];
        return isRead;
    }
}
