using CauseFlow.Collection;
using CauseFlow.Collection.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>
/// The security groups and roles that a resource uses: what is changed on them changes what it can reach and do, though nothing
/// of it changed itself.
/// </summary>
internal static class Surroundings
{
    private const int MaxGroups = 5;
    private const int MaxRoles = 3;

    /// <param name="context">Gives account, region and ids.</param>
    /// <param name="user">Who uses them.</param>
    /// <param name="groups">Ids of security groups.</param>
    /// <param name="roles">ARNs of roles; those of other accounts are left out.</param>
    /// <param name="source">The call that told.</param>
    public static EvidenceBatch Of(
        CollectionContext context, ResourceRef user, IEnumerable<string> groups, IEnumerable<string?> roles, string source)
    {
        List<ResourceRef> used =
        [
            .. groups.Where(IsGroup).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MaxGroups)
                .Select(id => AwsResources.Of(context, ResourceKinds.SecurityGroup, "ec2", $"security-group/{id}", id)),
            .. roles.Select(arn => Role(context, arn)).OfType<ResourceRef>().DistinctBy(role => role.Id).Take(MaxRoles),
        ];
        return new EvidenceBatch
        {
            Resources = used,
            Relations = [.. used.Select(resource => Relations.Of(context, user, resource, RelationType.RunsOn, source))],
        };
    }

    /// <summary><c>sg-</c> and hexadecimal digits.</summary>
    private static bool IsGroup(string id) => id.Length is > 3 and <= 32 && id.StartsWith("sg-", StringComparison.Ordinal)
        && id[3..].All(char.IsAsciiHexDigitLower);

    /// <summary>IAM knows no regions; the role counts to the run's, where it is used.</summary>
    private static ResourceRef? Role(CollectionContext context, string? arn)
    {
        if (arn?.Split(':', 6) is not ["arn", _, "iam", _, var account, var path] || account != context.Account
            || !path.StartsWith("role/", StringComparison.Ordinal))
        {
            return null;
        }

        var id = context.Redactor.Redact(arn);
        return new ResourceRef
        {
            Provider = CloudProvider.Aws, Account = context.Account, Region = context.Region, Kind = ResourceKinds.IamRole,
            Id = id, Name = id[(id.LastIndexOf('/') + 1)..],
        };
    }
}
