using System.Net;
using CauseFlow.Cli.Api;

namespace CauseFlow.Cli.Doctor;

/// <summary>What a key may do.</summary>
internal static class RoleProbe
{
    private const string Member = "member", Admin = "admin", Operator = "operator";

    /// <returns>Null when the key is not valid; empty when it may do none of this, as a key that only posts alarms.</returns>
    public static async Task<IReadOnlyList<string>?> RolesOfAsync(ApiClient api, CancellationToken cancellationToken)
    {
        try
        {
            var who = await api.GetAsync("v1/whoami", cancellationToken);
            var held = who.Root.Items("roles").Select(role => role.Shown()).ToHashSet(StringComparer.Ordinal);

            // An admin may do what a member may.
            return [.. new[] { Member, Admin, Operator }.Where(role => held.Contains(role) || (role == Member && held.Contains(Admin)))];
        }
        catch (ApiException exception) when (exception.Status == HttpStatusCode.Unauthorized)
        {
            return null;
        }
    }
}
