using System.Buffers.Text;
using System.Text;

namespace CauseFlow.CredentialBroker;

/// <summary>Cursors of lists: opaque to the client, who must not build on what they hold.</summary>
internal static class PageCursor
{
    private const int MaxLength = 200;

    public static string Write(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    /// <summary>Null when it is none of ours.</summary>
    public static string? Read(string cursor) =>
        cursor.Length is > 0 and <= MaxLength && Base64Url.IsValid(cursor)
            ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor))
            : null;
}
