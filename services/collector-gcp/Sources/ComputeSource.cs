using System.Globalization;
using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.CollectorGcp.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Sources;

/// <summary>State of the instances that were resolved, and when they were last started and stopped.</summary>
internal sealed class ComputeSource(IComputeClient compute, CollectionOptions collection, CollectorGcpOptions options) : IEvidenceSource
{
    private const string Api = "compute.instances.list";
    private const int MaxInstances = 50;

    /// <summary>Up to so many are asked for by name; more are picked out of a listing.</summary>
    private const int ByName = 3;

    public SourcePlan Plan => GcpPlans.Compute;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cuts = new Cuts(context, Plan);
        var wanted = cuts.Take(
            context.Resources.Where(resource => resource.Kind == ResourceKinds.ComputeInstance), MaxInstances, Api, "instances");
        if (cuts.Rows.Count > 0)
        {
            yield return new EvidenceBatch { Coverage = cuts.Rows };
        }

        if (wanted.Count == 0)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(context, Plan, Api, CoverageOutcome.NotApplicable, "No instance was resolved.")],
            };
        }

        foreach (var project in wanted.GroupBy(instance => instance.Account, StringComparer.Ordinal))
        {
            yield return await ProjectAsync(context, project.Key, [.. project], cancellationToken);
        }
    }

    private async Task<EvidenceBatch> ProjectAsync(
        CollectionContext context, string project, IReadOnlyList<ResourceRef> wanted, CancellationToken cancellationToken)
    {
        IEnumerable<string?> filters = wanted.Count <= ByName ? wanted.Select(instance => (string?)$"name={GcpFilter.Quote(instance.Name)}") : new string?[] { null };
        var attempts = new Attempts(context, Plan);
        var reads = await attempts.TryAsync(Api, () => Task.WhenAll(filters.Select(filter =>
            compute.ListInstancesAsync(project, filter, collection.MaxPages, context.Calls, cancellationToken))));
        if (reads is null)
        {
            // One project's refusal is its own row; the others are still read.
            return new EvidenceBatch { Coverage = attempts.Rows };
        }

        var found = reads.SelectMany(read => read.Items).DistinctBy(instance => instance.Id)
            .Where(instance => wanted.Any(resource => resource.Id == GcpNames.Instance(project, instance.Zone, instance.Name))).ToList();
        var gap = reads.Select(read => read.Gap).FirstOrDefault(said => said is not null);
        var gone = wanted.Count - found.Count;
        return new EvidenceBatch
        {
            States = [.. found.Select(instance => State(context, instance))],
            Changes = [.. found.SelectMany(instance => Changes(context, instance))],
            Coverage =
            [
                CoverageRows.Of(
                    context, Plan, Api, gap is null ? CoverageOutcome.Complete : CoverageOutcome.Partial,
                    gap ?? (gone > 0 ? $"{gone} of {wanted.Count} instances are not there any more." : null)),
            ],
        };
    }

    private static ResourceState State(CollectionContext context, CloudInstance instance)
    {
        var redactor = context.Redactor;
        var attributes = new (string Name, string? Value)[]
        {
            ("machineType", instance.MachineType), ("zone", instance.Zone), ("provisioningModel", instance.IsSpot ? "SPOT" : "STANDARD"),
            ("lastStartTimestamp", Text(instance.StartedAt)), ("lastStopTimestamp", Text(instance.StoppedAt)),
            ("creationTimestamp", Text(instance.CreatedAt)),
        };
        return new ResourceState
        {
            EvidenceId = context.Ids.For("state", GcpResources.Of(instance).Id),
            Resource = GcpResources.Of(instance),
            Status = instance.Status switch
            {
                "RUNNING" => ResourceStatus.Healthy,
                "PROVISIONING" or "STAGING" or "STOPPING" or "SUSPENDING" => ResourceStatus.Degraded,
                "REPAIRING" => ResourceStatus.Failed,
                "TERMINATED" or "STOPPED" or "SUSPENDED" => ResourceStatus.Stopped,
                _ => ResourceStatus.Unknown,
            },
            NativeStatus = redactor.Redact(instance.Status),
            Conditions = instance.StatusMessage is { Length: > 0 } message
                ? [new ResourceCondition { Type = "Status", Reason = redactor.Redact(instance.Status), Message = redactor.Redact(message) }] : [],
            Attributes = attributes.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Name, pair => redactor.Redact(pair.Value!)),
            ObservedAt = context.Time.GetUtcNow(),
            Pointer = Pointer(instance),
        };
    }

    private IEnumerable<Change> Changes(CollectionContext context, CloudInstance instance)
    {
        var earliest = context.Window.To.AddHours(-options.ChangeLookbackHours);
        if (instance.StartedAt is { } started && started >= earliest)
        {
            var word = instance.CreatedAt is { } created && (started - created).Duration() < TimeSpan.FromMinutes(5) ? "created" : "started";
            yield return Of(context, instance, started, word);
        }

        if (instance.StoppedAt is { } stopped && stopped >= earliest)
        {
            yield return Of(context, instance, stopped, "stopped");
        }
    }

    private static Change Of(CollectionContext context, CloudInstance instance, DateTimeOffset at, string word)
    {
        var resource = GcpResources.Of(instance);
        return new Change
        {
            EvidenceId = context.Ids.For("change", resource.Id, word, Text(at)),
            Resource = resource,
            Kind = ChangeKind.Lifecycle,
            Time = new FactTime { OccurredAt = at, UncertaintySeconds = 1, ObservedAt = context.Time.GetUtcNow() },
            Summary = $"{context.Redactor.Redact(instance.Name)} was {word}",
            Differences = [],
            Pointer = Pointer(instance),
        };
    }

    private static Pointer Pointer(CloudInstance instance) => new()
    {
        Api = Api,
        Parameters = new Dictionary<string, string> { ["project"] = instance.Project, ["zone"] = instance.Zone, ["instance"] = instance.Name },
        ConsoleLink = ConsoleLinks.Instance(instance.Project, instance.Zone, instance.Name),
    };

    private static string? Text(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture);
}
