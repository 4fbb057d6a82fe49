using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis;

/// <summary>When two references mean the same resource.</summary>
public static class ResourceIdentity
{
    private const int UnqualifiedFunctionParts = 7;

    /// <summary>Provider, account, region and id; a Lambda version or alias counts as its function, an ARM id in any case as the same.</summary>
    public static string Of(ResourceRef resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return string.Join('|', resource.Provider, resource.Account, resource.Region, Canonical(resource.Id));
    }

    public static bool Same(ResourceRef left, ResourceRef right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return left.Provider == right.Provider && left.Account == right.Account
            && (Canonical(left.Id) == Canonical(right.Id) || Names(left).Overlaps(Names(right)));
    }

    /// <summary>Every name that means the resource, qualified so that the names of two accounts do not meet.</summary>
    internal static IEnumerable<string> Keys(ResourceRef resource) =>
        (resource.Aliases ?? []).Prepend(resource.Id).Select(name => string.Join('|', resource.Provider, resource.Account, Canonical(name)));

    private static HashSet<string> Names(ResourceRef resource) =>
        [Canonical(resource.Id), .. (resource.Aliases ?? []).Select(Canonical)];

    private static string Canonical(string id)
    {
        // ARM compares ids without regard to case, and answers them in several.
        if (id.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase))
        {
            return id.ToLowerInvariant();
        }

        if (!id.StartsWith("arn:", StringComparison.Ordinal) || !id.Contains(":function:", StringComparison.Ordinal))
        {
            return id;
        }

        var parts = id.Split(':');
        return parts.Length > UnqualifiedFunctionParts ? string.Join(':', parts[..UnqualifiedFunctionParts]) : id;
    }
}
