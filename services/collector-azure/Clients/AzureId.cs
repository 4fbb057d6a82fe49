namespace CauseFlow.CollectorAzure.Clients;

/// <summary>
/// An ARM id taken apart. One that could name another path or host (a query, an escape, a dot segment), or that a shell could
/// take for more than a word in quotes, is none: ids come from messages too.
/// </summary>
internal sealed record AzureId
{
    private const int MaxLength = 1_024;
    private const string SubscriptionType = "microsoft.resources/subscriptions";
    private const string GroupType = "microsoft.resources/resourcegroups";
    private const string Providers = "/providers/";

    private AzureId(string text, string subscription, string? group, string type, string name) =>
        (Text, Subscription, Group, Type, Name) = (text, subscription, group, type, name);

    /// <summary>As given, without a slash at the end.</summary>
    public string Text { get; }

    /// <summary>In lower case: Azure compares ids without regard to case.</summary>
    public string Lower => Text.ToLowerInvariant();

    public string Subscription { get; }

    public string? Group { get; }

    /// <summary>In lower case, such as <c>microsoft.web/sites/slots</c>.</summary>
    public string Type { get; }

    public string Name { get; }

    /// <summary>The resource that this one is a child of; null for none.</summary>
    public AzureId? Parent => Type.Count(c =>
        c == '/') < 2 ? null : Parse(Text[..Text.LastIndexOf('/', Text.LastIndexOf('/') - 1)]);

    public static AzureId? Parse(string? text)
    {
        var id = text?.Trim().TrimEnd('/') ?? "";
        if (id.Length is 0 or > MaxLength || !IsPath(id))
        {
            return null;
        }

        var at = id.LastIndexOf(Providers, StringComparison.OrdinalIgnoreCase);
        var parts = id.Split('/');
        if (at < 0 || parts is not ["", var first, var subscription, ..]
            || !first.Equals("subscriptions", StringComparison.OrdinalIgnoreCase)
            || !Guid.TryParseExact(subscription, "D", out _))
        {
            return null;
        }

        var tail = id[(at + Providers.Length)..].Split('/');
        if (tail.Length < 3 || tail.Length % 2 == 0)
        {
            return null;
        }

        var group = parts.Length > 4 && parts[3].Equals("resourceGroups",
            StringComparison.OrdinalIgnoreCase) ? parts[4] : null;
        var type = string.Join('/', tail.Where((_, i) => i == 0 || i % 2 == 1)).ToLowerInvariant();
        return new AzureId(id, subscription.ToLowerInvariant(), group, type, tail[^1]);
    }

    /// <summary>The id of a resource, or of a group or a subscription, as events have them.</summary>
    public static AzureId? ParseScope(string? text)
    {
        if (Parse(text) is { } resource)
        {
            return resource;
        }

        var id = text?.Trim().TrimEnd('/') ?? "";
        if (id.Length is 0 or > MaxLength || !IsPath(id) || SubscriptionOf(id) is not { } subscription
            || !Guid.TryParseExact(subscription, "D", out _))
        {
            return null;
        }

        return id.Split('/') switch
        {
            [_, _, _] => new AzureId(id, subscription, null, SubscriptionType, subscription),
            [_, _, _, var word, { Length: > 0 } group] when word.Equals("resourceGroups", StringComparison.OrdinalIgnoreCase) =>
                new AzureId(id, subscription, group, GroupType, group),
            _ => null,
        };
    }

    /// <summary>Whether it is a group or a subscription, which is no resource of its own.</summary>
    public bool IsScope => Type is SubscriptionType or GroupType;

    /// <summary>The subscription that a scope lies in, in lower case; null for another scope.</summary>
    public static string? SubscriptionOf(string scope) =>
        scope.Split('/') is ["", var first, var id, ..] && first.Equals("subscriptions", StringComparison.OrdinalIgnoreCase)
            ? id.ToLowerInvariant() : null;

    /// <summary>The id as a path of a request.</summary>
    public string Path => string.Join('/', Text.Split('/').Select(Uri.EscapeDataString));

    /// <summary>Whether an id is this one or below it; a longer name is another resource's.</summary>
    public bool Owns(string id) => id.StartsWith(Text, StringComparison.OrdinalIgnoreCase)
        && (id.Length == Text.Length || id[Text.Length] == '/');

    private static bool IsPath(string id) => id[0] == '/'
        && id.All(c => char.IsAsciiLetterOrDigit(c) || "/-_.() ".Contains(c, StringComparison.Ordinal))
        && !id.Contains("//", StringComparison.Ordinal) && id.Split('/').All(part => part is not ("." or ".."));
}
