using System.Globalization;
using System.Text;

namespace CauseFlow.CloudSimulation.Aws;

/// <summary>An opaque paging token: the offset, bound to the operation that issued it.</summary>
internal static class PageToken
{
    public static string Issue(string operation, int offset) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{operation}|{offset.ToString(CultureInfo.InvariantCulture)}"));

    /// <summary>The offset of a token, 0 without one, or null if this operation never issued it.</summary>
    public static int? Read(string operation, string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return 0;
        }

        var buffer = new byte[token.Length];
        if (!Convert.TryFromBase64String(token, buffer, out var length))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(buffer, 0, length).Split('|');
        return parts.Length == 2 && parts[0] == operation
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? offset
            : null;
    }
}
