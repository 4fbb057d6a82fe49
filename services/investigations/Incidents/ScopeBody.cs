using System.Reflection;
using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Incidents;

/// <summary>A resource as a person names it.</summary>
internal sealed record ResourceBody(
    string? Provider, string? Account, string? Region, string? Kind, string? Id, string? Name);

/// <summary>Reads where a person wants an investigation to look.</summary>
internal static class ScopeBody
{
    private const int MaxIntegrations = 20;
    private const int MaxResourceId = 2_048;
    private const int MaxName = 256;

    /// <summary>The region of resources whose ids say none, as ARM ids; the collector reads where they are.</summary>
    private const string Everywhere = "global";

    private static readonly HashSet<string> Kinds = typeof(ResourceKinds)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => field.GetValue(null)).OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>Null when neither is given.</summary>
    public static InvestigationScope? Read(
        IReadOnlyList<string>? integrations, ResourceBody? resource, FieldErrors errors)
    {
        var ids = integrations ?? [];
        errors.Require(ids.Count <= MaxIntegrations, "integrations", "At most 20 integrations.");
        errors.Require(ids.All(id => Ids.IsValid(id, "int")), "integrations",
            "integrations are ids such as int_01…: GET /v1/integrations lists them.");
        var named = resource is null ? null : Read(resource, errors);
        return ids.Count == 0 && named is null
            ? null
            : new()
            {
                IntegrationIds = ids.Count > 0 ? [.. ids.Distinct()] : null,
                Resources = named is null ? null : [named],
            };
    }

    private static ResourceRef? Read(ResourceBody body, FieldErrors errors)
    {
        var isKnown = EnumWords.TryRead<CloudProvider>(body.Provider, out var provider) && provider is not null;
        errors.Require(isKnown, "resource.provider", "resource.provider is one of aws, azure, gcp, generic.");
        var typedId = errors.Text(body.Id, 1, MaxResourceId, "resource.id");
        var says = isKnown ? CloudResourceId.Read(provider!.Value, typedId) : null;
        errors.Require(says is not null || CloudResourceId.FormOf(provider) is null, "resource.id",
            CloudResourceId.FormOf(provider) ?? "");
        var id = says?.Id ?? typedId;
        var kind = KindOf(body.Kind, says, errors);
        var account = errors.Text(Given(body.Account, says?.Account), 1, MaxName, "resource.account");
        var region = errors.Text(
            Given(body.Region, says?.Region ?? (says is null || provider == CloudProvider.Aws ? null : Everywhere)), 0, MaxName,
            "resource.region");
        errors.Require(says is null || Same(account, says.Account, provider), "resource.account",
            $"resource.account is not the {NounOf(provider)} in the {IdOf(provider)}; leave it out, or correct one of them.");
        errors.Require(says?.Region is null || region == says.Region, "resource.region",
            $"resource.region is not the region in the {IdOf(provider)}; leave it out, or correct one of them.");
        var name = errors.Text(body.Name ?? says?.Name ?? id[..Math.Min(id.Length, MaxName)], 0, MaxName, "resource.name");
        return isKnown && kind is not null
            ? new()
            {
                Provider = provider!.Value, Account = says?.Account ?? account, Region = region, Kind = kind, Id = id, Name = name,
            }
            : null;
    }

    /// <summary>An id that says its kind needs none beside it, and takes no other.</summary>
    private static string? KindOf(string? typed, CloudResourceId? says, FieldErrors errors)
    {
        var kind = string.IsNullOrWhiteSpace(typed) && says is { Kinds: [var likeliest, ..] } ? likeliest : typed;
        errors.Require(kind is not null && Kinds.Contains(kind), "resource.kind",
            "resource.kind is one of the documented kinds, such as aws.lambda.function.");
        errors.Require(says is null or { Kinds.Count: 0 } || kind is null || says.Kinds.Contains(kind), "resource.kind",
            $"resource.kind is not what resource.id names, which is {string.Join(" or ", says?.Kinds ?? [])}; leave it out, or "
            + "correct one of them.");
        return kind;
    }

    private static bool Same(string typed, string ofId, CloudProvider? provider) =>
        typed.Equals(ofId, provider == CloudProvider.Azure ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    private static string NounOf(CloudProvider? provider) => provider is { } known ? CloudWords.AccountNoun(known) : "account";

    private static string IdOf(CloudProvider? provider) => provider switch
    {
        CloudProvider.Aws => "ARN",
        CloudProvider.Azure => "ARM id",
        _ => "full resource name",
    };

    private static string? Given(string? typed, string? ofId) => string.IsNullOrWhiteSpace(typed) ? ofId : typed;
}
