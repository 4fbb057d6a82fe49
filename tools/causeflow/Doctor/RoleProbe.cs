using System.Net;
using CauseFlow.Cli.Api;

namespace CauseFlow.Cli.Doctor;

/// <summary>The API does not say which roles a key has, so one harmless read of each role is tried.</summary>
internal static class RoleProbe
{
    private static readonly (string Role, string Path)[] Reads =
    [
        ("member", "v1/incidents?limit=1"), ("admin", "v1/webhooks/confirmations"), ("operator", "v1/operations/keys"),
    ];

    /// <returns>Null when the key is not valid; empty when it may do none of this, as a key that only posts alarms.</returns>
    public static async Task<IReadOnlyList<string>?> RolesOfAsync(ApiClient api, CancellationToken cancellationToken)
    {
        var roles = new List<string>();
        foreach (var (role, path) in Reads)
        {
            try
            {
                await api.GetAsync(path, cancellationToken);
                roles.Add(role);
            }
            catch (ApiException exception) when (exception.Status == HttpStatusCode.Unauthorized)
            {
                return null;
            }
            catch (ApiException exception) when (exception.Status == HttpStatusCode.Forbidden)
            {
                // Not this one.
            }
        }

        return roles;
    }
}
