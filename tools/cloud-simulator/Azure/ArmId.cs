namespace CauseFlow.CloudSimulation.Azure;

/// <summary>What an ARM path says: the scope that it starts with, the type behind the last provider, and the item's name.</summary>
/// <param name="Scope">What comes before the type: a subscription, a group or a parent.</param>
/// <param name="Type">Such as <c>Microsoft.Compute/virtualMachines</c>.</param>
/// <param name="Name">Null for a collection.</param>
internal sealed record ArmId(string Scope, string Type, string? Name)
{
    private const string Providers = "/providers/";

    public static ArmId? Parse(string path)
    {
        var at = path.LastIndexOf(Providers, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return null;
        }

        var parts = path[(at + Providers.Length)..].Trim('/').Split('/');
        if (parts.Length < 2 || parts.Any(part => part.Length == 0))
        {
            return null;
        }

        var isItem = parts.Length % 2 == 1;
        var type = string.Join('/', parts.Where((_, i) => i == 0 || i % 2 == 1));

        // The parent of a child is part of the scope; a type of its own starts at the provider.
        var cut = path.TrimEnd('/');
        cut = isItem ? cut[..cut.LastIndexOf('/')] : cut;
        var scope = parts.Length <= 3 ? path[..at] : cut[..cut.LastIndexOf('/')];
        return new ArmId(scope.Length == 0 ? "/" : scope, type, isItem ? parts[^1] : null);
    }

    public static string? SubscriptionOf(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 1 && parts[0].Equals("subscriptions", StringComparison.OrdinalIgnoreCase) ? parts[1] : null;
    }

    public static string? GroupOf(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 3 && parts[2].Equals("resourceGroups", StringComparison.OrdinalIgnoreCase) ? parts[3] : null;
    }
}
