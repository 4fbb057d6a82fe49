using System.Text.Json;
using CauseFlow.Collection.Json;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Probes;

/// <summary>
/// What the caller may do, as Azure lists it, less what a reader may: every action that does not only read and every action on
/// data is too much, unless a plan calls it. Nothing has to be tried. A pure function.
/// </summary>
internal static class ExcessActions
{
    /// <summary>As many as one place tells by name; a role may list thousands.</summary>
    private const int MaxRows = 100;
    private const int MaxShown = 5;

    /// <summary>What a plan calls, and the ways in which the same logs can be searched.</summary>
    private static readonly string[] Allowed =
    [
        .. AzurePlans.All.Append(AzureResolve.Plan).Append(AzureExcess.Plan).SelectMany(plan => plan.Calls).Select(call => call.Permission),
        "Microsoft.OperationalInsights/workspaces/search/action", "Microsoft.OperationalInsights/workspaces/analytics/query/action",
    ];

    /// <summary>Workspaces with access by table give their rows as data.</summary>
    private static readonly string[] AllowedData = ["Microsoft.OperationalInsights/workspaces/tables/data/read"];

    /// <summary>The worst that a pattern may hold, to say what its stars stand for.</summary>
    private static readonly string[] Worst =
    [
        "Microsoft.Authorization/roleAssignments/write", "Microsoft.Compute/virtualMachines/runCommand/action",
        "Microsoft.ContainerService/managedClusters/listClusterUserCredential/action", "Microsoft.KeyVault/vaults/write",
        "Microsoft.Storage/storageAccounts/listKeys/action", "Microsoft.Web/sites/config/list/action",
        "Microsoft.Resources/subscriptions/resourceGroups/delete", "Microsoft.Compute/virtualMachines/write",
        "Microsoft.Web/sites/restart/action", "Microsoft.Web/sites/write",
    ];

    /// <summary>Of the data planes.</summary>
    private static readonly string[] WorstData =
    [
        "Microsoft.KeyVault/vaults/secrets/getSecret/action", "Microsoft.ContainerService/managedClusters/secrets/read",
        "Microsoft.Compute/virtualMachines/loginAsAdmin/action", "Microsoft.ContainerService/managedClusters/pods/write",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read", "Microsoft.ServiceBus/namespaces/messages/receive/action",
    ];

    /// <param name="permissions">The entries of <c>Microsoft.Authorization/permissions</c>; each is one role.</param>
    /// <param name="subscription">Where they were asked for.</param>
    /// <param name="scope">The same, or a group in it, as an id.</param>
    /// <returns>One row for each action as the role writes it, a star for a star.</returns>
    public static IReadOnlyList<PermissionResult> Of(IReadOnlyList<JsonElement> permissions, string subscription, string scope)
    {
        List<PermissionResult> rows =
        [
            .. permissions.SelectMany(role => Beyond(role.Texts("actions"), role.Texts("notActions"), Allowed, readsToo: false)
                    .Select(action => RowOf(action, role.Texts("notActions"), Worst, subscription, scope)))
                .Concat(permissions.SelectMany(role => Beyond(role.Texts("dataActions"), role.Texts("notDataActions"), AllowedData, readsToo: true)
                    .Select(action => RowOf(action, role.Texts("notDataActions"), WorstData, subscription, scope))))
                .DistinctBy(row => row.Permission, StringComparer.OrdinalIgnoreCase),
        ];
        return rows.Count <= MaxRows ? rows :
        [
            .. rows.Take(MaxRows - 1),
            rows[MaxRows - 1] with { Message = $"{rows[MaxRows - 1].Message} {rows.Count - MaxRows} more actions of its kind are not listed here." },
        ];
    }

    private static IEnumerable<string> Beyond(
        IReadOnlyList<string> actions, IReadOnlyList<string> nots, string[] allowed, bool readsToo) =>
        actions.Where(action => ActionPattern.ByVerb(action).Any(part => (readsToo || !ActionPattern.IsRead(part))
            && !allowed.Concat(nots).Any(covering => ActionPattern.Covers(covering, part))));

    private static PermissionResult RowOf(
        string action, IReadOnlyList<string> nots, string[] worst, string subscription, string scope)
    {
        var meant = action.Contains('*', StringComparison.Ordinal)
            ? worst.Where(one => ActionPattern.Covers(action, one) && !nots.Any(not => ActionPattern.Covers(not, one))).Take(MaxShown).ToList()
            : [];
        return new PermissionResult
        {
            Permission = action, Mandatory = false, Region = subscription, Outcome = PermissionOutcome.Excess,
            Message = $"The application can do this{(meant.Count > 0 ? $" (such as {string.Join(", ", meant)})" : "")}, and one for CauseFlow should not.",
            Remedy = "Take the role that has it from the application, and give it Reader: az role assignment list --assignee "
                + $"{AzureErrors.Application} --scope '{scope}' --include-inherited",
        };
    }
}
