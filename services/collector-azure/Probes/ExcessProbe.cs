using System.Text.Json;
using CauseFlow.Collection;
using CauseFlow.Collection.Json;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Probes;

/// <summary>
/// Asks Azure what the application may do in a subscription and in each group that the integration is narrowed to: a role that
/// was given at a group is not listed above it. A row of its own says that all of these places answered, or that one could not
/// be asked: nobody takes what was not looked at for none.
/// </summary>
internal sealed class ExcessProbe(IArmClient arm)
{
    /// <summary>What a test cannot see, for nobody may ask it everywhere.</summary>
    public const string Seen = "Azure listed all that the application may do at the subscription (where it is narrowed, at its resource "
        + "groups). Roles given below, at other groups or at single resources, are not in that list.";

    public static string Permission { get; } = AzureExcess.Plan.Calls[0].Permission;

    public async Task<IReadOnlyList<PermissionResult>> AskAsync(
        string subscription, IReadOnlyList<string> groups, CallMeter meter, CancellationToken cancellationToken)
    {
        var whole = $"/subscriptions/{subscription}";
        var found = new List<PermissionResult>();
        var failures = new List<CollectionException>();
        var answered = 0;
        foreach (var group in groups)
        {
            var scope = $"{whole}/resourceGroups/{group}";
            try
            {
                found.AddRange(await AtAsync(scope, subscription, meter, cancellationToken));
                answered++;
            }
            catch (CollectionException e) when (e.ProviderCode == AzureErrors.NotFound)
            {
                // Each group is looked for in each subscription, and lies in few: there is nothing to hold.
            }
            catch (CollectionException e)
            {
                failures.Add(e);
            }
        }

        try
        {
            found.AddRange(await AtAsync(whole, subscription, meter, cancellationToken));
        }
        catch (CollectionException e) when (answered > 0 && e.Reason == RefusalReason.MissingPermission)
        {
            // Whoever has roles at groups alone may not ask above them, and what he had there, the groups inherited.
        }
        catch (CollectionException e)
        {
            failures.Add(e);
        }

        return
        [
            .. found.DistinctBy(row => row.Permission, StringComparer.OrdinalIgnoreCase),
            .. failures.Count > 0 || found.Exists(row => row.Permission == Permission) ? Array.Empty<PermissionResult>() :
            [
                new PermissionResult
                {
                    Permission = Permission, Mandatory = false, Region = subscription, Outcome = PermissionOutcome.Held, Message = Seen,
                },
            ],
            .. failures.Take(1).Select(e => ProbeVerdict.Of(Permission, subscription, mandatory: false, e))
                .Select(row => row.Outcome == PermissionOutcome.Held ? row with { Outcome = PermissionOutcome.Unknown } : row),
        ];
    }

    private async Task<IReadOnlyList<PermissionResult>> AtAsync(
        string scope, string subscription, CallMeter meter, CancellationToken cancellationToken)
    {
        var path = string.Join('/', scope.Split('/').Select(Uri.EscapeDataString));
        var roles = await arm.ListAsync(
            Permission, $"{path}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01", scope, meter,
            cancellationToken);
        var rows = ExcessActions.Of(roles.Items, subscription, scope);
        var why = roles.Why ?? (roles.Items.Any(role => role.At("actions") is not { ValueKind: JsonValueKind.Array })
            ? "Azure named a role without its actions." : null);
        return why is null ? rows
            : [.. rows, ProbeVerdict.Untried(Permission, subscription, false, $"The list of what the application may do was not read to its end: {why}")];
    }
}
