using CauseFlow.Collection;
using CauseFlow.Collection.Json;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Resolve;

/// <summary>Makes references to resources, each with its own subscription and location.</summary>
internal static class AzureResources
{
    public const string Global = "global";

    public static ResourceRef Of(CollectionContext context, CloudResource resource) =>
        Of(context, resource.Id, AzureKinds.Of(resource.Id.Type, resource.Kind), resource.Location, AliasesOf(resource));

    public static ResourceRef Of(
        CollectionContext context, AzureId id, string? kind = null, string? location = null,
            IReadOnlyList<string>? aliases = null) => new()
        {
            Provider = CloudProvider.Azure,
            Account = id.Subscription,
            Region = RegionOf(location),
            Kind = kind ?? AzureKinds.Of(id.Type),
            Id = context.Redactor.Redact(id.Lower),
            Name = context.Redactor.Redact(id.Name),
            Aliases = aliases is { Count: > 0 } ? [.. aliases.Select(context.Redactor.Redact)] : null,
        };

    /// <summary>"West Europe" and "westeurope" are one place.</summary>
    public static string RegionOf(string? location)
    {
        var region = new string([.. (location ?? "").Where(char.IsAsciiLetterOrDigit).Take(40)]).ToLowerInvariant();
        return region.Length > 0 ? region : Global;
    }

    /// <summary>Whether the id lies where the integration may read.</summary>
    public static bool IsInScope(CollectionTarget target, AzureId id) =>
        target.Accounts.Contains(id.Subscription, StringComparer.OrdinalIgnoreCase)
        && (target.ResourceGroups is not { Count: > 0 } groups
            || (id.Group is { } group && groups.Contains(group, StringComparer.OrdinalIgnoreCase)));

    /// <summary>The host names under which others call it.</summary>
    private static IReadOnlyList<string> AliasesOf(CloudResource resource) =>
        resource.Properties is { } properties && resource.Id.Type is AzureKinds.Site or AzureKinds.Slot
            ? [.. resource.Properties?.Texts("hostNames").Take(5) ?? []] : [];
}
