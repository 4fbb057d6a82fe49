using System.Runtime.CompilerServices;
using System.Text.Json;
using CauseFlow.Collection;
using CauseFlow.Collection.Json;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.CollectorAzure.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>
/// Reads the alert again by its id, and the rule behind it: from here on Azure's own version steers every call, never the
/// message's. Where neither an alert nor a resource was named, it takes the alerts that are firing.
/// </summary>
internal sealed class AlarmSource(IArmClient arm) : IEvidenceSource
{
    private const string Alerts = "Microsoft.AlertsManagement/alerts/read";
    private const string Rules = "Microsoft.Insights/metricAlerts/read";
    private const string AlertVersion = "api-version=2019-03-01";
    private const string RuleVersion = "api-version=2018-03-01";
    private const string RuleType = "microsoft.insights/metricalerts";
    private const int MaxFiring = 10;
    private const int MaxSubscriptions = 5;

    public SourcePlan Plan => AzurePlans.Alarm;

    /// <summary>As the broker expects it: of any alarm, and where nothing was named.</summary>
    public bool AppliesTo(CollectionTarget target) => target.Alarm is not null || target.Resources.Count == 0;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var attempts = new Attempts(context, Plan);
        if (AzureSubject.AlertOf(context.Target) is { } id)
        {
            yield return await OneAsync(context, id, attempts, cancellationToken);
            yield break;
        }

        if (context.Target.Alarm is not null)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(
                    context, Plan, Alerts, CoverageOutcome.Partial,
                    "The alert lies in no subscription of the integration and cannot be read again; the resources that its message names are looked into.") with
                {
                    Remedy = "Add the alert's subscription to the integration if it should be read.",
                }],
            };
            yield break;
        }

        var cuts = new Cuts(context, Plan);
        var firing = new List<JsonElement>();
        foreach (var subscription in cuts.Take(context.Target.Accounts, MaxSubscriptions, Alerts, "subscriptions"))
        {
            var scope = $"/subscriptions/{subscription}";
            var pages = await attempts.TryAsync(
                Alerts,
                () => arm.ListAsync(
                    Alerts, $"{scope}/providers/Microsoft.AlertsManagement/alerts?{AlertVersion}&monitorCondition=Fired&timeRange=1d", scope,
                    context.Calls, cancellationToken),
                cut: pages => pages.Why);
            firing.AddRange(pages?.Items ?? []);
        }

        var own = firing.Where(alert => IsInScope(context, alert)).ToList();
        var newest = cuts.Take(
            own.OrderByDescending(alert => alert.Time("properties", "essentials", "startDateTime")), MaxFiring,
                Alerts, "firing alerts");
        var watched = new List<WatchedAlarm>();
        foreach (var alert in newest)
        {
            if (new AlertFacts(context).Watched(alert,
                await RuleAsync(context, alert, attempts, cancellationToken)) is { } one)
            {
                watched.Add(one);
            }
        }

        yield return Batch(watched, [.. attempts.Rows, .. cuts.Rows, .. firing.Count == own.Count ? Array.Empty<Coverage>() : [CoverageRows.Of(
            context, Plan, Alerts, CoverageOutcome.Partial,
            $"{firing.Count - own.Count} firing alerts are about what lies outside the integration's resource groups ("
            + $"{string.Join(", ", context.Target.ResourceGroups ?? [])}), and are left out.")]]);
    }

    /// <summary>The list has the whole subscription's; one that is narrowed to groups takes those about what lies in them.</summary>
    private static bool IsInScope(CollectionContext context, JsonElement alert) => context.Target.ResourceGroups is not { Count: > 0 }
        || (AzureId.ParseScope(alert.Text("properties", "essentials", "targetResource")) is { } target
            && AzureResources.IsInScope(context.Target, target));

    private async Task<EvidenceBatch> OneAsync(CollectionContext context, AzureId id, Attempts attempts,
        CancellationToken cancellationToken)
    {
        JsonElement alert;
        try
        {
            alert = await arm.GetAsync(Alerts, $"{id.Path}?{AlertVersion}", id.Text, context.Calls, cancellationToken);
        }
        catch (CollectionException e) when (e.ProviderCode == AzureErrors.NotFound)
        {
            return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(
                    context, Plan, Alerts, CoverageOutcome.Partial,
                    "Azure does not have the alert any more (it keeps them for 30 days); the resources that its message names are looked into.")],
            };
        }

        var rule = await RuleAsync(context, alert, attempts, cancellationToken);
        return new AlertFacts(context).Watched(alert, rule) is { } watched
            ? Batch([watched], [CoverageRows.Of(context, Plan, Alerts, CoverageOutcome.Complete), .. attempts.Rows])
            : throw AzureHttp.Unreadable(new AzureCall(Alerts, "", id.Text), null);
    }

    private static EvidenceBatch Batch(IReadOnlyList<WatchedAlarm> watched, IReadOnlyList<Coverage> rows) => new()
    {
        Alarms = [.. watched.Select(one => one.Alarm)], Watched = watched, Coverage = rows,
    };

    /// <summary>Rules of other kinds have no metric that could be read again.</summary>
    private async Task<JsonElement?> RuleAsync(
        CollectionContext context, JsonElement alert, Attempts attempts, CancellationToken cancellationToken)
    {
        if (AzureId.Parse(alert.Text("properties", "essentials", "alertRule")) is not { Type: RuleType } id
            || !context.Target.Accounts.Contains(id.Subscription, StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        var read = await attempts.TryAsync(
            Rules, async () => new[] { await arm.GetAsync(Rules, $"{id.Path}?{RuleVersion}", id.Text, context.Calls,
                cancellationToken) });
        return read?[0];
    }
}
