using System.Globalization;
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
/// What Azure itself says of a resource, now and in the hours before: whether its platform or the customer began it. Where
/// nothing was resolved, the resources of the subscriptions that are not available.
/// </summary>
internal sealed class ResourceHealthSource(IArmClient arm, CollectorAzureOptions options) : IEvidenceSource
{
    private const string Api = "Microsoft.ResourceHealth/availabilityStatuses/read";
    private const string Version = "api-version=2025-05-01";
    private const int MaxResources = 15;
    private const int MaxStatuses = 10;
    private const int MaxSubscriptions = 5;
    private static readonly string[] Kinds =
    [
        ResourceKinds.AzureVm, ResourceKinds.AksCluster, ResourceKinds.AppService, ResourceKinds.FunctionApp,
            ResourceKinds.AppServicePlan,
        ResourceKinds.AzureSqlDatabase, ResourceKinds.AzureVmss,
    ];

    public SourcePlan Plan => AzurePlans.ResourceHealth;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cuts = new Cuts(context, Plan);
        var attempts = new Attempts(context, Plan);
        var resources = cuts.Take(
            context.Resources.Where(resource => Kinds.Contains(resource.Kind)
                && AzureId.Parse(resource.Id) is not null), MaxResources, Api, "resources");
        var found = resources.Count > 0
            ? await Task.WhenAll(resources.Select(resource => HistoryAsync(context, resource, attempts, cancellationToken)))
            : await Task.WhenAll(cuts.Take(context.Target.Accounts, MaxSubscriptions, Api, "subscriptions")
                .Select(account => SubscriptionAsync(context, account, attempts, cancellationToken)));
        var histories = resources.Count > 0 ? [.. found.SelectMany(of => of)]
            : found.SelectMany(of => cuts.Take(of, MaxResources, Api, "resources that are not available")).ToList();
        List<EvidenceBatch> batches = [.. histories.Select(history => Batch(context, history, cuts))];
        yield return new EvidenceBatch
        {
            Resources = resources.Count > 0 ? [] : [.. batches.SelectMany(batch => batch.States).Select(state =>
                state.Resource).DistinctBy(x => x.Id)],
            States = [.. batches.SelectMany(batch => batch.States)],
            Changes = [.. batches.SelectMany(batch => batch.Changes).DistinctBy(change => change.EvidenceId)],
            Coverage = [.. attempts.Rows, .. cuts.Rows],
        };
    }

    private async Task<IReadOnlyList<HealthHistory>> HistoryAsync(
        CollectionContext context, ResourceRef resource, Attempts attempts, CancellationToken cancellationToken)
    {
        var id = AzureId.Parse(resource.Id)!;
        var pages = await attempts.TryAsync(
            Api,
            () => arm.ListAsync(Api, $"{id.Path}/providers/Microsoft.ResourceHealth/availabilityStatuses?{Version}",
                id.Text, context.Calls, cancellationToken),
            cut: pages => pages.Why, isPartial: IsNotOffered);
        return [new HealthHistory(resource, pages?.Items ?? [])];
    }

    private async Task<IReadOnlyList<HealthHistory>> SubscriptionAsync(
        CollectionContext context, string account, Attempts attempts, CancellationToken cancellationToken)
    {
        var scope = $"/subscriptions/{account}";
        var pages = await attempts.TryAsync(
            Api, () => arm.ListAsync(Api, $"{scope}/providers/Microsoft.ResourceHealth/availabilityStatuses?{Version}", scope, context.Calls, cancellationToken),
            cut: pages => pages.Why, isPartial: IsNotOffered);
        return
        [
            .. (pages?.Items ?? []).Select(status => (status, id: OwnerOf(status)))
                .Where(pair => pair.id is not null && AzureResources.IsInScope(context.Target, pair.id) && !IsAvailable(pair.status))
                .Select(pair => new HealthHistory(
                    AzureResources.Of(context, pair.id!, location: pair.status.Text("location")), [pair.status])),
        ];
    }

    private static AzureId? OwnerOf(JsonElement status)
    {
        const string Suffix = "/providers/Microsoft.ResourceHealth/";
        var id = status.Text("id");
        var at = id?.LastIndexOf(Suffix, StringComparison.OrdinalIgnoreCase) ?? -1;
        return at < 0 ? null : AzureId.Parse(id![..at]);
    }

    /// <summary>A provider that is not registered, or a type that has no health, costs nothing else.</summary>
    private static bool IsNotOffered(CollectionException error) =>
        error.Reason is RefusalReason.ApiDisabled or RefusalReason.OperationNotOffered
            || error.ProviderCode == AzureErrors.NotFound;

    private static bool IsAvailable(JsonElement status) =>
        status.Text("properties", "availabilityState") is null or "Available";

    /// <summary>Of a resource that is available only the history tells something: its own source has the state.</summary>
    private EvidenceBatch Batch(CollectionContext context, HealthHistory history, Cuts cuts)
    {
        var (resource, statuses) = history;
        var since = context.Window.From.AddHours(-options.ChangeLookbackHours);
        return new EvidenceBatch
        {
            States = statuses is [var current, ..] && !IsAvailable(current) ? [State(context, resource, current)] : [],
            Changes =
            [
                .. cuts.Take(
                        statuses.Where(status => !IsAvailable(status) && Occurred(status) is { } at && at >= since
                            && at <= context.Window.To).OrderByDescending(Occurred),
                        MaxStatuses, Api, $"states of health of {resource.Name}")
                    .Select(status => Change(context, resource, status, Occurred(status)!.Value)),
            ],
        };
    }

    /// <summary>Azure spells it with one r.</summary>
    private static DateTimeOffset? Occurred(JsonElement status) =>
        status.Time("properties", "occuredTime") ?? status.Time("properties",
            "occurredTime") ?? status.Time("properties", "reportedTime");

    private static ResourceState State(CollectionContext context, ResourceRef resource, JsonElement status)
    {
        var state = status.Text("properties", "availabilityState") ?? "Unknown";
        return AzureState.Of(
            context, resource,
            state switch { "Unavailable" => ResourceStatus.Failed, "Degraded" => ResourceStatus.Degraded, _ =>
                ResourceStatus.Unknown }, $"Resource Health: {state}",
            [
                new ResourceCondition
                {
                    Type = "ResourceHealth", Reason = status.Text("properties", "reasonType"),
                    Message = $"{status.Text("properties", "title")}: {status.Text("properties", "summary")}", Since = Occurred(status),
                },
            ],
            [
                new("availabilityState", state), new("context", status.Text("properties", "context")),
                    new("category", status.Text("properties", "category")),
                new("reasonChronicity", status.Text("properties", "reasonChronicity")),
            ],
            Api);
    }

    private static Change Change(CollectionContext context, ResourceRef resource, JsonElement status, DateTimeOffset at)
    {
        var byCustomer = status.Text("properties", "context")?.Contains("customer",
            StringComparison.OrdinalIgnoreCase) == true;
        var state = status.Text("properties", "availabilityState") ?? "Unknown";

        // What broke at Azure is another cause than what Azure announced; what the customer did has events of its own.
        var field = byCustomer ? "healthAfterOwnAction"
            : status.Text("properties", "reasonType") == "Planned" ? "plannedMaintenance" : "availabilityState";
        return new Change
        {
            EvidenceId = context.Ids.For("change", resource.Id, "health", state,
                at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            Resource = resource,
            Kind = byCustomer ? ChangeKind.Lifecycle : ChangeKind.Maintenance,
            Time = new FactTime { OccurredAt = at, UncertaintySeconds = 60, ObservedAt = context.Time.GetUtcNow() },
            Summary = context.Redactor.Redact(
                $"Azure reports {resource.Name} as {state}: {status.Text("properties", "title") ?? status.Text("properties", "reasonType") ?? "no reason given"}"),
            Differences = [new Difference { Field = field, Before = "Available", After = context.Redactor.Redact(state) }],
            Pointer = new Pointer
            {
                Api = Api, Parameters = new Dictionary<string, string> { ["resourceId"] = resource.Id },
                ConsoleLink = ConsoleLinks.Resource(resource.Id, "resourceHealth"),
            },
        };
    }

    /// <param name="Resource">Whose health.</param>
    /// <param name="Statuses">As Azure lists them, the current one first.</param>
    private sealed record HealthHistory(ResourceRef Resource, IReadOnlyList<JsonElement> Statuses);
}
