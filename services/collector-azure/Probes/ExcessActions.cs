using System.Text.Json;
using CauseFlow.Collection.Json;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Probes;

/// <summary>
/// What the caller may do, as Azure lists it, against what a principal for CauseFlow must not be able to do. Nothing has to be
/// tried. A pure function.
/// </summary>
internal static class ExcessActions
{
    private const int MaxShown = 3;

    /// <summary>One action for each thing that would be the worst: change, run, read secrets, hand out roles.</summary>
    private static readonly string[] Forbidden =
    [
        "Microsoft.Authorization/roleAssignments/write", "Microsoft.Compute/virtualMachines/deallocate/action",
        "Microsoft.Compute/virtualMachines/runCommand/action", "Microsoft.Compute/virtualMachines/write",
        "Microsoft.ContainerService/managedClusters/listClusterUserCredential/action", "Microsoft.KeyVault/vaults/write",
        "Microsoft.Resources/subscriptions/resourceGroups/delete", "Microsoft.Storage/storageAccounts/listKeys/action",
        "Microsoft.Web/sites/config/list/action", "Microsoft.Web/sites/restart/action", "Microsoft.Web/sites/write",
    ];

    /// <summary>Of the data planes: what customers keep there, and no diagnosis needs.</summary>
    private static readonly string[] ForbiddenData =
    [
        "Microsoft.AppConfiguration/configurationStores/keyValues/read",
        "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action",
        "Microsoft.Compute/virtualMachines/login/action", "Microsoft.Compute/virtualMachines/loginAsAdmin/action",
        "Microsoft.ContainerService/managedClusters/pods/write", "Microsoft.ContainerService/managedClusters/secrets/read",
        "Microsoft.EventHub/namespaces/messages/receive/action", "Microsoft.KeyVault/vaults/keys/decrypt/action",
        "Microsoft.KeyVault/vaults/secrets/getSecret/action", "Microsoft.KeyVault/vaults/secrets/setSecret/action",
        "Microsoft.ServiceBus/namespaces/messages/receive/action",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
        "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/read",
        "Microsoft.Storage/storageAccounts/queueServices/queues/messages/read",
        "Microsoft.Storage/storageAccounts/tableServices/tables/entities/read",
    ];

    /// <param name="permissions">The entries of <c>Microsoft.Authorization/permissions</c>; each is one role.</param>
    /// <param name="subscription">Where they were asked for.</param>
    /// <param name="scope">The same, or a group in it, as an id.</param>
    public static IReadOnlyList<PermissionResult> Of(IReadOnlyList<JsonElement> permissions, string subscription, string scope) =>
    [
        .. Held(permissions, Forbidden, "actions", "notActions").Concat(Held(permissions, ForbiddenData, "dataActions", "notDataActions"))
            .Select(held => new PermissionResult
            {
                Permission = held.Action, Mandatory = false, Region = subscription, Outcome = PermissionOutcome.Excess,
                Message = $"The application can do this (by {string.Join(", ", held.By)}), and one for CauseFlow should not.",
                Remedy = "Take the role that has it from the application, and give it Reader: az role assignment list --assignee "
                    + $"{AzureErrors.Application} --scope '{scope}' --include-inherited",
            }),
    ];

    private static IEnumerable<(string Action, IReadOnlyList<string> By)> Held(
        IReadOnlyList<JsonElement> permissions, string[] forbidden, string actions, string notActions)
    {
        var roles = permissions.Select(role => (Actions: role.Texts(actions), Not: role.Texts(notActions))).ToList();
        foreach (var action in forbidden)
        {
            List<string> by = [.. roles.Where(role => !role.Not.Any(pattern => Matches(pattern, action)))
                .SelectMany(role => role.Actions.Where(pattern => Matches(pattern, action)))
                .Distinct(StringComparer.OrdinalIgnoreCase).Take(MaxShown)];
            if (by.Count > 0)
            {
                yield return (action, by);
            }
        }
    }

    /// <summary>A star stands for any run of characters, whatever the case.</summary>
    public static bool Matches(string pattern, string action)
    {
        var parts = pattern.Split('*');
        var at = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var found = i == 0 ? (action.StartsWith(parts[0], StringComparison.OrdinalIgnoreCase) ? 0 : -1)
                : i == parts.Length - 1 ? LastIndex(action, parts[i], at)
                : action.IndexOf(parts[i], at, StringComparison.OrdinalIgnoreCase);
            if (found < 0)
            {
                return false;
            }

            at = found + parts[i].Length;
        }

        return at == action.Length;
    }

    private static int LastIndex(string action, string part, int from) =>
        action.EndsWith(part, StringComparison.OrdinalIgnoreCase)
            && action.Length - part.Length >= from ? action.Length - part.Length : -1;
}
