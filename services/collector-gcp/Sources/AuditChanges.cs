using System.Globalization;
using CauseFlow.Collection;
using CauseFlow.Collection.Redaction;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.CollectorGcp.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Sources;

/// <summary>Folds entries of audit logs into changes of resources.</summary>
internal static class AuditChanges
{
    private const int MaxChanges = 100;

    /// <param name="context">Gives the ids.</param>
    /// <param name="project">Whose logs they are.</param>
    /// <param name="entries">In any order.</param>
    /// <returns>The newest of them, in the order of time; and how many there were.</returns>
    public static (IReadOnlyList<Change> Changes, int All) Of(CollectionContext context, string project, IEnumerable<AuditLogEntry> entries)
    {
        // Clusters write what happens inside them into the same log. What was refused changed nothing, and of a long operation
        // only the last entry says so: its first one has no status.
        var folded = entries.Where(entry => entry.Service != "k8s.io")
            .GroupBy(entry => entry.Operation is null ? $"{entry.Time.UtcTicks}|{entry.Method}|{entry.Resource}" : $"{entry.Service}|{entry.Operation}")
            .Where(group => group.All(entry => entry.StatusCode == 0))
            .Select(group => Fold([.. group.OrderBy(entry => entry.Time)]))
            .OrderBy(folded => folded.Entry.Time).ThenBy(folded => folded.Entry.Resource, StringComparer.Ordinal).ToList();
        var traffic = new Dictionary<string, IReadOnlyDictionary<string, int>>(StringComparer.Ordinal);
        var changes = folded.Select(item => Of(context, project, item.Entry, item.EndedAt, Shares(item.Entry, traffic))).ToList();
        return ([.. changes.TakeLast(MaxChanges)], changes.Count);
    }

    private static (AuditLogEntry Entry, DateTimeOffset? EndedAt) Fold(IReadOnlyList<AuditLogEntry> entries)
    {
        var first = entries.FirstOrDefault(entry => entry.IsFirst) ?? entries[0];
        var traffic = entries.Select(entry => entry.Traffic).FirstOrDefault(found => found is not null);
        return (first with { Traffic = traffic, HasTemplate = entries.Any(entry => entry.HasTemplate) },
            entries.FirstOrDefault(entry => entry.IsLast && !entry.IsFirst)?.Time);
    }

    /// <summary>What a request sets, against what the request before it set: the current split is no answer to what it was.</summary>
    private static List<Difference> Shares(AuditLogEntry entry, Dictionary<string, IReadOnlyDictionary<string, int>> known)
    {
        if (entry.Traffic is not { } after)
        {
            return [];
        }

        var before = known.GetValueOrDefault(entry.Resource);
        known[entry.Resource] = after;
        return [.. after.Keys.Union(before?.Keys ?? []).Order(StringComparer.Ordinal)
            .Select(revision => new Difference
            {
                Field = $"traffic.{revision}",
                Before = before is null ? null : Text(before.GetValueOrDefault(revision)), After = Text(after.GetValueOrDefault(revision)),
            })
            .Where(difference => difference.Before != difference.After)];
    }

    private static Change Of(
        CollectionContext context, string project, AuditLogEntry entry, DateTimeOffset? endedAt, List<Difference> shares)
    {
        var redactor = context.Redactor;
        var resource = ResourceOf(context, project, entry);
        var verb = redactor.Redact(entry.Method[(entry.Method.LastIndexOf('.') + 1)..]);
        var span = endedAt is { } end && end - entry.Time > TimeSpan.FromSeconds(1) ? $", which took {(end - entry.Time).TotalSeconds:0} s" : "";
        var split = shares.Count == 0 ? "" : $": traffic {string.Join(", ", shares.Select(share => $"{share.Field["traffic.".Length..]} {share.Before ?? "?"} → {share.After} %"))}";
        return new Change
        {
            EvidenceId = context.Ids.For(
                "change", "audit", resource.Id, verb, entry.Time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
            Resource = resource,
            Kind = KindOf(entry),
            Actor = Actors.Of(context, entry.Principal),
            Time = new FactTime { OccurredAt = entry.Time, UncertaintySeconds = 1, ObservedAt = context.Time.GetUtcNow() },
            Summary = redactor.Redact($"{verb} of {resource.Name}{span}{split}"),
            Differences = [.. shares.Select(share => share with { Field = redactor.Redact(share.Field) })],
            Pointer = new Pointer
            {
                Api = "logging.logEntries.list",
                Parameters = new Dictionary<string, string>
                {
                    ["project"] = project, ["methodName"] = redactor.Redact(entry.Method), ["timestamp"] = GcpFilter.Time(entry.Time),
                },
                ConsoleLink = ConsoleLinks.Logs(project, redactor.Redact(GcpFilter.All(
                    GcpFilter.Equal("protoPayload.methodName", entry.Method), GcpFilter.Equal("protoPayload.resourceName", entry.Resource)))),
            },
        };
    }

    private static ChangeKind KindOf(AuditLogEntry entry)
    {
        var verb = entry.Method[(entry.Method.LastIndexOf('.') + 1)..];
        return verb switch
        {
            _ when entry.IsSystemEvent => ChangeKind.Maintenance,
            _ when Has(verb, "IamPolicy") || Has(verb, "ServiceAccount") => ChangeKind.Identity,
            _ when entry.Service == "run.googleapis.com" && (Has(verb, "UpdateService") || Has(verb, "ReplaceService") || Has(verb, "CreateService")) =>
                entry.HasTemplate || entry.Traffic is not null ? ChangeKind.Deployment : ChangeKind.Configuration,
            _ when Has(verb, "upgrade") || Has(verb, "repair") => ChangeKind.Maintenance,
            _ when Has(verb, "resize") || Has(verb, "setSize") || Has(verb, "autoscal") => ChangeKind.Scaling,
            _ when Has(verb, "create") || Has(verb, "insert") || Has(verb, "delete") || Has(verb, "start") || Has(verb, "stop") || Has(verb, "reset")
                || Has(verb, "suspend") || Has(verb, "resume") => ChangeKind.Lifecycle,
            _ => ChangeKind.Configuration,
        };
    }

    private static bool Has(string verb, string part) => verb.Contains(part, StringComparison.OrdinalIgnoreCase);

    /// <summary>A resource of a kind that is known, else the name that the log gives under a kind of its own.</summary>
    private static ResourceRef ResourceOf(CollectionContext context, string project, AuditLogEntry entry)
    {
        var redactor = context.Redactor;
        var segments = GcpNames.Segments(redactor.Redact(entry.Resource));
        var found = (entry.Service, segments) switch
        {
            ("run.googleapis.com", [_, _, "locations", var region, "services", var service, ..]) => GcpResources.Service(project, region, service),
            ("run.googleapis.com", ["namespaces", _, "services", var service]) when entry.Location is { } region =>
                GcpResources.Service(project, redactor.Redact(region), service),
            ("container.googleapis.com", [_, _, "locations" or "zones", var location, "clusters", var cluster, "nodePools", var pool]) =>
                GcpResources.NodePool(project, location, cluster, pool),
            ("container.googleapis.com", [_, _, "locations" or "zones", var location, "clusters", var cluster, ..]) =>
                GcpResources.Cluster(project, location, cluster),
            _ => null,
        };
        var known = context.Resources.FirstOrDefault(resource => found is not null
            ? resource.Id == found.Id
            : entry.Service == "compute.googleapis.com" && segments is [_, _, "zones", var zone, "instances", var name]
                && resource.Id == GcpNames.Instance(project, zone, name));
        return known ?? found ?? Generic(context, project, entry.Service, segments);
    }

    private static ResourceRef Generic(CollectionContext context, string project, string service, string[] segments) => new()
    {
        Provider = CloudProvider.Gcp, Account = project, Region = context.Region, Kind = ResourceKinds.GenericService,
        Id = $"//{context.Redactor.Redact(service)}/{string.Join('/', segments)}",
        Name = segments.Length > 0 ? segments[^1] : context.Redactor.Redact(service),
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
