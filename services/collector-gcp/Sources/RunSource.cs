using System.Globalization;
using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Redaction;
using CauseFlow.Collection.Resolve;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.CollectorGcp.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Sources;

/// <summary>
/// State of Cloud Run services with their traffic and conditions, and their revisions, each compared with the one before. Old
/// ones are reported too, since an innocent deployment is only innocent when it can be seen.
/// </summary>
internal sealed class RunSource(IRunClient run, CollectionOptions collection, CollectorGcpOptions options) : IEvidenceSource
{
    private const string Services = "run.services.list";
    private const string Revisions = "run.revisions.list";
    private const int MaxServices = 10;
    private const int MaxChanges = 20;
    private const int MaxServing = 5;

    public SourcePlan Plan => GcpPlans.Run;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cuts = new Cuts(context, Plan);
        var wanted = cuts.Take(context.Resources.Where(resource => resource.Kind == ResourceKinds.RunService), MaxServices, Services, "Cloud Run services");
        if (cuts.Rows.Count > 0)
        {
            yield return new EvidenceBatch { Coverage = cuts.Rows };
        }

        if (wanted.Count == 0)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(context, Plan, Services, CoverageOutcome.NotApplicable, "No Cloud Run service was resolved.")],
            };
        }

        foreach (var region in wanted.GroupBy(service => (service.Account, service.Region)))
        {
            yield return await RegionAsync(context, region.Key.Account, region.Key.Region, [.. region], cancellationToken);
        }
    }

    private async Task<EvidenceBatch> RegionAsync(
        CollectionContext context, string project, string region, IReadOnlyList<ResourceRef> wanted, CancellationToken cancellationToken)
    {
        var (calls, attempts) = (context.Calls, new Attempts(context, Plan));
        var listing = attempts.TryAsync(
            Services, () => run.ListServicesAsync(project, region, collection.MaxPages, calls, cancellationToken));
        var reading = wanted.Select(service => attempts.TryAsync(
            Revisions, () => run.ListRevisionsAsync(project, region, service.Name, 2, calls, cancellationToken))).ToList();

        // None needs another's answer; all have ended before anything is published, so that no call outlives the source.
        var (services, revisions) = (await listing, await Task.WhenAll(reading));
        var rows = new List<Coverage>(attempts.Rows);
        rows.AddRange(revisions.Select(pages => (Api: Revisions, pages?.Gap)).Append((Api: Services, services?.Gap))
            .Where(part => part.Gap is not null).Distinct()
            .Select(part => CoverageRows.Of(context, Plan, part.Api, CoverageOutcome.Partial, part.Gap)));
        var cuts = new Cuts(context, Plan);
        var (states, changes, relations) = (new List<ResourceState>(), new List<Change>(), new List<Relation>());
        for (var i = 0; i < wanted.Count; i++)
        {
            var service = services?.Items.FirstOrDefault(found => found.Name == wanted[i].Name);
            var ordered = (revisions[i]?.Items ?? []).DistinctBy(revision => revision.Name).OrderBy(revision => revision.CreatedAt)
                .ThenBy(revision => revision.Name, StringComparer.Ordinal).ToList();
            changes.AddRange(Changes(context, wanted[i], ordered, cuts));
            if (service is not null)
            {
                states.Add(State(context, wanted[i], service, ordered.FirstOrDefault(revision => revision.Name == service.LatestCreated)));
                relations.AddRange(Serving(context, wanted[i], service));
            }
        }

        return new EvidenceBatch
        {
            States = states, Changes = changes, Relations = relations, Resources = [.. relations.Select(relation => relation.From)],
            Coverage = [.. rows, .. cuts.Rows],
        };
    }

    private static IEnumerable<Relation> Serving(CollectionContext context, ResourceRef resource, RunService service) => service.Traffic
        .Where(share => share.Percent > 0 && share.Revision != "LATEST").Take(MaxServing)
        .Select(share => Relations.Of(
            context,
            GcpResources.Revision(resource.Account, resource.Region, resource.Name, context.Redactor.Redact(share.Revision)), resource,
            RelationType.VersionOf, $"traffic of the service: {share.Percent} %"));

    /// <summary>The oldest revision that is listed is a change too: of what it replaced nothing is known.</summary>
    private IEnumerable<Change> Changes(CollectionContext context, ResourceRef resource, List<RunRevision> revisions, Cuts cuts)
    {
        var earliest = context.Window.To.AddHours(-options.ChangeLookbackHours);
        var changes = new List<Change>();
        for (var i = 0; i < revisions.Count; i++)
        {
            if (revisions[i].CreatedAt is { } at && at >= earliest)
            {
                changes.Add(Of(context, resource, i == 0 ? null : revisions[i - 1], revisions[i], at));
            }
        }

        return cuts.Take(Enumerable.Reverse(changes), MaxChanges, Revisions, $"revisions of {resource.Name}").Reverse();
    }

    private static Change Of(CollectionContext context, ResourceRef resource, RunRevision? before, RunRevision after, DateTimeOffset at)
    {
        var redactor = context.Redactor;
        var differences = before is null ? [] : RevisionDifferences.Between(before, after, redactor);
        var isCode = differences.Count == 0 || differences.Any(difference => difference.Field.EndsWith("image", StringComparison.Ordinal));
        var fields = differences.Count == 0 ? "nothing that is looked at" : string.Join(", ", differences.Select(difference => difference.Field).Take(6));
        return new Change
        {
            EvidenceId = context.Ids.For("change", resource.Id, redactor.Redact(after.Name)),
            Resource = resource,
            Kind = isCode ? ChangeKind.Deployment : ChangeKind.Configuration,
            Time = new FactTime { OccurredAt = at, UncertaintySeconds = 1, ObservedAt = context.Time.GetUtcNow() },
            Summary = redactor.Redact(before is null
                ? $"Revision {after.Name} of {resource.Name} is the oldest that is listed, so what it changed is not known"
                : $"Revision {after.Name} of {resource.Name} against {before.Name}: {fields}"),
            Differences = differences,
            Pointer = new Pointer
            {
                Api = Revisions,
                Parameters = new Dictionary<string, string>
                {
                    ["project"] = resource.Account, ["location"] = resource.Region, ["service"] = resource.Name,
                    ["revision"] = redactor.Redact(after.Name),
                },
                ConsoleLink = ConsoleLinks.Service(resource.Account, resource.Region, resource.Name, "revisions"),
            },
        };
    }

    private static ResourceState State(CollectionContext context, ResourceRef resource, RunService service, RunRevision? latest)
    {
        var redactor = context.Redactor;
        var container = latest?.Containers.Count > 0 ? latest.Containers[0] : null;
        var attributes = new (string Name, string? Value)[]
        {
            ("latestReadyRevision", service.LatestReady), ("latestCreatedRevision", service.LatestCreated),
            ("traffic", string.Join(", ", service.Traffic.Take(10).Select(share => $"{share.Revision} {share.Percent} %"))),
            ("updateTime", service.UpdatedAt?.ToString("O", CultureInfo.InvariantCulture)), ("lastModifier", Actors.Of(context, service.LastModifier)),
            ("image", container?.Image), ("cpu", container?.Limits.GetValueOrDefault("cpu")), ("memoryLimit", container?.Limits.GetValueOrDefault("memory")),
            ("concurrency", Text(latest?.Concurrency)), ("minInstances", Text(latest?.MinInstances)), ("maxInstances", Text(latest?.MaxInstances)),
            ("EnvironmentNames", container is null ? null : string.Join(", ", container.Environment.Keys.Concat(container.Secrets.Keys).Order(StringComparer.Ordinal))),
        };
        var ready = service.Conditions.FirstOrDefault(condition => condition.Type == "Ready");
        var isOldServing = service.LatestReady is not null && service.LatestCreated is not null && service.LatestReady != service.LatestCreated;
        return new ResourceState
        {
            EvidenceId = context.Ids.For("state", resource.Id),
            Resource = resource,
            Status = (ready?.State, isOldServing) switch
            {
                ("CONDITION_FAILED", _) when service.LatestReady is null => ResourceStatus.Failed,
                ("CONDITION_FAILED", _) or (_, true) => ResourceStatus.Degraded,
                ("CONDITION_SUCCEEDED", _) => ResourceStatus.Healthy,
                ("CONDITION_PENDING" or "CONDITION_RECONCILING", _) => ResourceStatus.Degraded,
                _ => ResourceStatus.Unknown,
            },
            NativeStatus = redactor.Redact(ready?.State ?? "unknown"),
            Conditions =
            [
                .. service.Conditions.Where(condition => condition.State != "CONDITION_SUCCEEDED" && condition.Type.Length > 0).Select(condition => new ResourceCondition
                {
                    Type = redactor.Redact(condition.Type), Reason = redactor.RedactOptional(condition.Reason),
                    Message = redactor.RedactOptional(condition.Message), Since = condition.Since,
                }),
            ],
            Attributes = attributes.Where(pair => pair.Value is { Length: > 0 }).ToDictionary(pair => pair.Name, pair => redactor.Redact(pair.Value!)),
            ObservedAt = context.Time.GetUtcNow(),
            Pointer = new Pointer
            {
                Api = Services,
                Parameters = new Dictionary<string, string>
                {
                    ["project"] = resource.Account, ["location"] = resource.Region, ["service"] = resource.Name,
                },
                ConsoleLink = ConsoleLinks.Service(resource.Account, resource.Region, resource.Name, "metrics"),
            },
        };
    }

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
