using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Profiles;

/// <summary>Which installation, and with which key.</summary>
internal sealed record Profile
{
    public required Uri Url { get; init; }

    public required string ApiKey { get; init; }

    /// <summary>PEM of the authorities that its certificate must come from; null for the machine's.</summary>
    public string? CaFile { get; init; }

    public override string ToString() => $"Profile {{ Url = {Url}, ApiKey = [redacted] }}";

    /// <summary>Reads an address as typed.</summary>
    /// <exception cref="CommandException">It would send the key in the clear, or to nowhere.</exception>
    public static Uri ReadUrl(string text)
    {
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.Host.Length == 0)
        {
            throw new CommandException("The URL is not an address such as https://causeflow.example.com.");
        }

        if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            throw new CommandException("The URL holds a user, a query or a fragment.", "Give the address alone; the key is asked for.");
        }

        if (url.Scheme == "http" && !url.IsLoopback)
        {
            throw new CommandException($"http would send the key in the clear to {url.Host}.", "Use https://; http is for loopback only.");
        }

        return new Uri(url.AbsoluteUri.TrimEnd('/') + "/");
    }

    /// <summary>Whether a text can be sent as a key at all.</summary>
    public static string ReadKey(string? text, string source)
    {
        var key = text?.Trim() ?? "";
        return key.Length is > 0 and <= 512 && key.All(character => character is > ' ' and < '\x7f')
            ? key
            : throw new CommandException($"{source} holds no API key.",
                "A key begins with cflo_. `causeflow keys create` makes one; all-in-one prints the first one once.");
    }
}
