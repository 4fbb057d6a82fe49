using System.Text.RegularExpressions;

namespace CauseFlow.CredentialBroker.Providers.Azure;

/// <summary>The forms of Azure's names that a customer types in.</summary>
public static partial class AzureNames
{
    private const int MaxDomain = 253;
    private const int MaxGroup = 90;

    /// <summary>
    /// A GUID with hyphens, in any case, and nothing around it: the parser alone would take white space and signs too, and what
    /// is stored is compared, and put into commands as it is.
    /// </summary>
    public static bool IsGuid(string? text) =>
        Guid.TryParseExact(text, "D", out var guid) && guid.ToString("D").Equals(text, StringComparison.OrdinalIgnoreCase);

    /// <summary>A tenant: its GUID, or one of its domains.</summary>
    public static bool IsDirectory(string? text) =>
        IsGuid(text) || (text is { Length: <= MaxDomain } && Domain().IsMatch(text));

    /// <summary>The characters that Azure allows; a name cannot end in a dot.</summary>
    public static bool IsResourceGroup(string? text) =>
        text is { Length: > 0 and <= MaxGroup } && Group().IsMatch(text) && !text.EndsWith('.');

    /// <summary>The subscription in an ARM id; null when there is none.</summary>
    public static string? SubscriptionOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Split('/', 4) is ["", var word, var subscription, ..]
            && word.Equals("subscriptions", StringComparison.OrdinalIgnoreCase) && IsGuid(subscription)
            ? subscription.ToLowerInvariant()
            : null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Domain();

    [GeneratedRegex(@"\A[\p{L}\p{N}_.()-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Group();
}
