using CauseFlow.Collection;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>Turns what an alarm or a request says of an instance into a resource of the integration's own account.</summary>
internal static class InstanceId
{
    private const string Prefix = "i-";

    /// <summary>The id that the dimensions name; null if they name none, or nothing that can be an id.</summary>
    public static string? From(IReadOnlyDictionary<string, string>? dimensions) =>
        dimensions?.GetValueOrDefault("InstanceId") is { } id && IsId(id) ? id : null;

    /// <summary>The id in a requested resource: the last part of its ARN, else its name.</summary>
    public static string? From(ResourceRef resource) =>
        resource.Id[(resource.Id.LastIndexOf('/') + 1)..] is var last && IsId(last) ? last
        : IsId(resource.Name) ? resource.Name : null;

    /// <summary><c>i-</c> and 8 or 17 hexadecimal digits.</summary>
    public static bool IsId(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal) && text.Length is 10 or 19
        && text[Prefix.Length..].All(char.IsAsciiHexDigitLower);

    /// <summary>
    /// The instance's resource. Its name is its id, because Name tags are neither unique nor always readable; the tag is an
    /// attribute of the state.
    /// </summary>
    public static ResourceRef Resource(CollectionContext context, string id) =>
        AwsResources.Of(context, ResourceKinds.Ec2Instance, "ec2", $"instance/{id}", id);
}
