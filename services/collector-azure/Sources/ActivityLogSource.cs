using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CauseFlow.Collection;
using CauseFlow.Collection.Json;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Redaction;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.CollectorAzure.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>
/// Who changed what, from a day before the incident to its end: the whole subscriptions, or the groups that
/// the integration is narrowed to. Where a subscription has more than can be listed, the groups of what was resolved are
/// listed by themselves. Events arrive minutes late, so that an early reading may lack the last of them.
/// </summary>
internal sealed class ActivityLogSource(IArmClient arm, CollectorAzureOptions options) : IEvidenceSource
{
    private const string Api = "Microsoft.Insights/eventtypes/values/read";
    private const string Pools = "Microsoft.ContainerService/managedClusters/agentPools/read";
    private const int MaxScopes = 5;
    private const int MaxChanges = 100;
    private const int MaxPools = 5;

    /// <summary>An event is written when the operation is taken in, seconds before it takes effect.</summary>
    private const double UncertaintySeconds = 15;

    public SourcePlan Plan => AzurePlans.ActivityLog;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cuts = new Cuts(context, Plan);
        var attempts = new Attempts(context, Plan);
        var scopes = cuts.Take(Scopes(context), MaxScopes, Api, "resource groups and subscriptions");
        var read = await Task.WhenAll(scopes.Select(scope => ReadAsync(context, scope, attempts, cancellationToken)));
        var tooLong = scopes.Where((scope, index) => scope.Group is null && read[index].IsTooLong).Select(scope => scope.Subscription).ToList();
        var own = cuts.Take(OwnGroups(context).Where(scope => tooLong.Contains(scope.Subscription, StringComparer.OrdinalIgnoreCase)),
            MaxScopes, Api, "resource groups of the incident's resources");
        var more = await Task.WhenAll(own.Select(scope => ReadAsync(context, scope, attempts, cancellationToken)));
        var unread = Math.Max(read.Sum(events => events.Unread), more.Sum(events => events.Unread));
        var folded = FoldedActivity.Of(read.Concat(more).SelectMany(events => events.Events).Distinct()
            .Where(one => ActivityKinds.Of(one) is not null).Where(one => AzureResources.IsInScope(context.Target, one.Resource)));
        var groups = OwnGroups(context).ToHashSet();
        var shown = cuts.Take(folded.OrderByDescending(one => groups.Contains(ScopeOf(one.First.Resource))), MaxChanges, Api, "changes");
        var pools = await PoolsAsync(context, shown, attempts, cancellationToken);
        yield return new EvidenceBatch
        {
            Changes = [.. shown.Select(activity => Change(context, activity, PoolOf(activity, pools)))],
            Coverage =
            [
                .. attempts.Rows, .. Narrowed(context, scopes), .. Beside(context, own, more), .. cuts.Rows,
                .. unread == 0 ? Array.Empty<Coverage>() : [CoverageRows.Of(
                    context, Plan, Api, CoverageOutcome.Partial,
                    $"{unread} events of the Activity Log do not say what happened to what, or when, and are left out.")],
            ],
        };
    }

    /// <summary>
    /// Group null stands for the whole subscription: what changed next to the incident's own resources, a database or a vault
    /// in another group, is as likely to be its cause. Only an integration that is narrowed reads groups. Where resources were
    /// resolved comes first.
    /// </summary>
    private static List<(string Subscription, string? Group)> Scopes(CollectionContext context)
    {
        var own = context.Resources.Select(resource => AzureId.Parse(resource.Id)).OfType<AzureId>().ToList();
        IReadOnlyList<string?> narrowed = context.Target.ResourceGroups ?? [];
        var groups = narrowed.Count > 0 ? narrowed : [null];
        return
        [
            .. context.Target.Accounts.SelectMany(account => groups.Select(group => (Subscription: account, Group: group)))
                .OrderByDescending(scope => own.Any(id => Is(scope.Subscription, id.Subscription)
                    && (scope.Group is null || Is(scope.Group, id.Group)))),
        ];
    }

    private static bool Is(string one, string? other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    /// <summary>"Nothing changed" of a few groups is not "nothing changed".</summary>
    private IEnumerable<Coverage> Narrowed(CollectionContext context, IReadOnlyList<(string Subscription, string? Group)> read)
    {
        List<string> groups = [.. read.Select(scope => scope.Group).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)];
        if (groups.Count > 0)
        {
            yield return CoverageRows.Of(
                context, Plan, Api, CoverageOutcome.Partial,
                $"The integration is narrowed to resource groups: changes of {string.Join(", ", groups)} were read, and no others.") with
            {
                Remedy = "None needed, if nothing outside these groups can break what is in them; else connect the whole subscription.",
            };
        }
    }

    /// <summary>The groups of what was resolved.</summary>
    private static IEnumerable<(string Subscription, string? Group)> OwnGroups(CollectionContext context) => context.Resources
        .Select(resource => AzureId.Parse(resource.Id)).OfType<AzureId>().Where(id => id.Group is not null).Select(ScopeOf).Distinct();

    private static (string Subscription, string? Group) ScopeOf(AzureId id) =>
        (id.Subscription.ToLowerInvariant(), id.Group?.ToLowerInvariant());

    private IEnumerable<Coverage> Beside(
        CollectionContext context, IEnumerable<(string Subscription, string? Group)> own, IReadOnlyList<ActivityReading> read)
    {
        List<string> whole = [.. own.Zip(read).Where(pair => pair.Second.IsWhole).Select(pair => pair.First.Group!)];
        if (whole.Count > 0)
        {
            yield return CoverageRows.Of(
                context, Plan, Api, CoverageOutcome.Complete,
                $"The subscription has more events than can be listed; those of {string.Join(", ", whole)}, where the incident's resources lie, "
                + "were read to the end.");
        }
    }

    private async Task<ActivityReading> ReadAsync(
        CollectionContext context, (string Subscription, string? Group) scope, Attempts attempts,
            CancellationToken cancellationToken)
    {
        var from = context.Window.From.AddHours(-options.ChangeLookbackHours);
        var filter = $"eventTimestamp ge '{Kql.Iso(from)}' and eventTimestamp le '{Kql.Iso(context.Window.To)}'"
            + (scope.Group is { } group ? $" and resourceGroupName eq '{group.Replace("'", "''", StringComparison.Ordinal)}'" : "");
        var path = $"/subscriptions/{Uri.EscapeDataString(scope.Subscription)}/providers/Microsoft.Insights/eventtypes/management/values"
            + $"?api-version=2015-04-01&$filter={Uri.EscapeDataString(filter)}";
        var pages = await attempts.TryAsync(
            Api, () => arm.ListAsync(
                Api, path, $"/subscriptions/{scope.Subscription}", ActivityEvent.Of, context.Calls, cancellationToken),
            cut: pages => pages.Why);
        var items = pages?.Items ?? [];
        List<ActivityEvent> events = [.. items.OfType<ActivityEvent>()];
        return new ActivityReading(events, items.Count - events.Count, pages);
    }

    /// <summary>The pools that were written to in the time before the incident, as they are now.</summary>
    private async Task<IReadOnlyDictionary<string, JsonElement>> PoolsAsync(
        CollectionContext context, IReadOnlyList<FoldedActivity> shown, Attempts attempts,
            CancellationToken cancellationToken)
    {
        var ids = shown.Where(activity => activity.First.Resource.Type == AzureKinds.NodePool
            && activity.ResponseBody is null)
            .Select(activity => activity.First.Resource).DistinctBy(id => id.Lower).Take(MaxPools);
        var pools = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            var read = await attempts.TryAsync(
                Pools, async () => new[] { await arm.GetAsync(Pools, $"{id.Path}?{AksSource.Version}", id.Text,
                    context.Calls, cancellationToken) },
                isPartial: e => e.ProviderCode == AzureErrors.NotFound);
            if (read?[0].At("properties") is { } properties)
            {
                pools[id.Lower] = properties;
            }
        }

        return pools;
    }

    private static JsonElement? PoolOf(FoldedActivity activity, IReadOnlyDictionary<string, JsonElement> pools)
    {
        if (activity.First.Resource.Type != AzureKinds.NodePool)
        {
            return null;
        }

        if (activity.ResponseBody is not { } body)
        {
            return pools.TryGetValue(activity.First.Resource.Lower, out var pool) ? pool : null;
        }

        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });
            return document.RootElement.At("properties")?.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Change Change(CollectionContext context, FoldedActivity activity, JsonElement? pool)
    {
        var first = activity.First;
        var differences = ActivityDifferences.Of(activity, pool);

        // A write to a pool that leads to another version is an upgrade, however it was asked for.
        var kind = pool is not null && differences.Count > 0 ? ChangeKind.Maintenance : ActivityKinds.Of(first)!.Value;
        var subject = activity.Subject;
        var resource = ResourceOf(context, subject);
        var failed = activity.HasFailed ? $" (failed{(activity.Error is null ? "" : $": {activity.Error}")})"
            : activity.WasCanceled ? " (cancelled)" : "";
        return new Change
        {
            EvidenceId = context.Ids.For("change", context.Redactor.Redact(first.CorrelationId),
                context.Redactor.Redact(first.Operation), context.Redactor.Redact(first.Resource.Lower)),
            Resource = resource,
            Kind = kind,
            Actor = Actors.Of(context, first.Caller),
            Time = new FactTime { OccurredAt = first.Time, UncertaintySeconds = UncertaintySeconds,
                ObservedAt = context.Time.GetUtcNow() },
            Summary = context.Redactor.Redact($"{Words(first.Operation, kind)} on {subject.Name}{failed}"),
            Differences = [.. differences.Select(difference => difference with
            {
                Before = context.Redactor.RedactOptional(difference.Before),
                    After = context.Redactor.RedactOptional(difference.After),
            })],
            Pointer = new Pointer
            {
                Api = Api,
                Parameters = new Dictionary<string, string>
                {
                    ["correlationId"] = context.Redactor.Redact(first.CorrelationId),
                        ["operationName"] = context.Redactor.Redact(first.Operation),
                    ["eventTimestamp"] = first.Time.ToString("O", CultureInfo.InvariantCulture),
                        ["resourceId"] = context.Redactor.Redact(first.Resource.Lower),
                },
                ConsoleLink = ConsoleLinks.Resource(resource.Id, "eventlogs"),
            },
        };
    }

    /// <summary>
    /// A group or a subscription is no part of the incident, and the first of its resources that lies in it is; the incident's
    /// own come first.
    /// </summary>
    private static ResourceRef ResourceOf(CollectionContext context, AzureId subject) =>
        context.Resources.FirstOrDefault(known => known.Id == subject.Lower)
        ?? (subject.IsScope ? context.Resources.FirstOrDefault(known => subject.Owns(known.Id)) : null)
        ?? AzureResources.Of(context, subject);

    private static string Words(string operation, ChangeKind kind) => kind switch
    {
        ChangeKind.Deployment when operation.Contains("slotsswap", StringComparison.OrdinalIgnoreCase) => "Slot swap",
        ChangeKind.Deployment => $"Deployment ({operation})",
        ChangeKind.Maintenance when operation.Contains("agentPools", StringComparison.OrdinalIgnoreCase) =>
            "Upgrade of the node pool",
        _ => operation,
    };

    /// <param name="Events">What can be read.</param>
    /// <param name="Unread">Events that do not say enough.</param>
    /// <param name="Pages">Null where the list was refused.</param>
    private sealed record ActivityReading(IReadOnlyList<ActivityEvent> Events, int Unread, ArmPages<ActivityEvent?>? Pages)
    {
        public bool IsWhole => Pages is { Why: null };

        public bool IsTooLong => Pages is { IsTooLong: true };
    }
}
