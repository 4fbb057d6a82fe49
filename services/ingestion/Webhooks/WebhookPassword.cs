using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace CauseFlow.Ingestion.Webhooks;

/// <summary>
/// The password of basic authentication (RFC 7617). The user name is not looked at: the address says whose it is.
/// </summary>
public static class WebhookPassword
{
    /// <summary>Shown as the name to enter; any other is taken as well.</summary>
    public const string Username = "causeflow";

    /// <summary>Asks senders that send no password before they are asked for one.</summary>
    public const string Challenge = "Basic realm=\"webhook\", charset=\"UTF-8\"";

    private const int MaxLength = 1024;

    public static bool IsValid(string? authorization, string password)
    {
        ArgumentNullException.ThrowIfNull(password);
        if (authorization is not { Length: <= MaxLength }
            || !AuthenticationHeaderValue.TryParse(authorization, out var header)
            || !"Basic".Equals(header.Scheme, StringComparison.OrdinalIgnoreCase)
            || header.Parameter is not { Length: > 0 } parameter || !Base64.IsValid(parameter))
        {
            return false;
        }

        var pair = Convert.FromBase64String(parameter);
        var given = pair.AsSpan(pair.AsSpan().IndexOf((byte)':') + 1);
        var isValid = given.Length < pair.Length
            && CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(password));
        CryptographicOperations.ZeroMemory(pair);
        return isValid;
    }
}
