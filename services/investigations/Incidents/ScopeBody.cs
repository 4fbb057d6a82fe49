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
        errors.Require(body.Kind is not null && Kinds.Contains(body.Kind), "resource.kind",
            "resource.kind is one of the documented kinds, such as aws.lambda.function.");
        var id = errors.Text(body.Id, 1, MaxResourceId, "resource.id");
        var arn = provider == CloudProvider.Aws ? ArnOf(id) : null;
        var account = errors.Text(Given(body.Account, arn?.Account), 1, MaxName, "resource.account");
        var region = errors.Text(Given(body.Region, arn?.Region), 0, MaxName, "resource.region");
        errors.Require(arn is null || account == arn.Value.Account, "resource.account",
            "resource.account is not the account in the ARN; leave it out, or correct one of them.");
        errors.Require(arn is null or { Region: "" } || region == arn.Value.Region, "resource.region",
            "resource.region is not the region in the ARN; leave it out, or correct one of them.");
        var name = errors.Text(body.Name ?? id[..Math.Min(id.Length, MaxName)], 0, MaxName, "resource.name");
        return isKnown && body.Kind is { } kind
            ? new()
            {
                Provider = provider!.Value, Account = account, Region = region, Kind = kind, Id = id, Name = name,
            }
            : null;
    }

    private static string? Given(string? typed, string? ofArn) => string.IsNullOrWhiteSpace(typed) ? ofArn : typed;

    /// <summary>Null for an id that is no ARN, or one of a service whose ARNs name no account.</summary>
    private static (string Account, string Region)? ArnOf(string id) =>
        id.Split(':', 6) is ["arn", _, _, var region, { Length: > 0 } account, _] ? (account, region) : null;
}
