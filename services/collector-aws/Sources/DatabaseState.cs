using System.Globalization;
using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>The state of a database, and its events as changes; an event that only warns is a condition.</summary>
internal static class DatabaseState
{
    private const int MaxWarnings = 5;
    private const double UncertaintySeconds = 5;

    private static readonly string[] Warnings = ["failure", "low storage"];

    public static ResourceState Of(
        CollectionContext context, ResourceRef database, CloudDatabase found, IReadOnlyList<DatabaseEvent> events) => new()
        {
            EvidenceId = context.Ids.For("state", database.Id),
            Resource = database,
            Status = StatusOf(found.Status),
            NativeStatus = context.Redactor.Redact(found.Status ?? "unknown"),
            Conditions =
            [
                .. found.Pending.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new ResourceCondition
                {
                    Type = "PendingModification", Reason = pair.Key,
                    Message = context.Redactor.Redact($"{pair.Key} becomes {pair.Value} at the next restart or in the maintenance window."),
                }),
                .. events.Where(item => item.At >= context.Window.From && item.Categories.Any(Warnings.Contains)).TakeLast(MaxWarnings)
                    .Select(item => new ResourceCondition
                    {
                        Type = "Event", Reason = context.Redactor.Redact(item.Categories[0]), Message = context.Redactor.Redact(item.Message), Since = item.At,
                    }),
            ],
            Attributes = StateAttributes.Of(context, new Dictionary<string, string?>
            {
                ["engine"] = found.Engine, ["engineVersion"] = found.EngineVersion, ["dbInstanceClass"] = found.Class,
                ["allocatedStorageGiB"] = found.AllocatedStorageGibibytes?.ToString(CultureInfo.InvariantCulture),
                ["storageType"] = found.StorageType, ["multiAz"] = found.IsMultiZone is { } multi ? (multi ? "true" : "false") : null,
                ["availabilityZone"] = found.Zone, ["maintenanceWindow"] = found.MaintenanceWindow,
                ["securityGroupIds"] = string.Join(", ", found.SecurityGroups.Order(StringComparer.Ordinal)),
            }),
            ObservedAt = context.Time.GetUtcNow(),
            Pointer = Pointer(context, database, RdsClient.InstancesApi),
        };

    /// <summary>Null for an event that changes nothing, such as a backup.</summary>
    public static Change? Change(CollectionContext context, ResourceRef database, DatabaseEvent item)
    {
        ChangeKind? kind = item.Categories switch
        {
            var all when all.Contains("failover") || all.Contains("maintenance") || all.Contains("recovery") => ChangeKind.Maintenance,
            var all when all.Contains("availability") || all.Contains("deletion") || all.Contains("creation") => ChangeKind.Lifecycle,
            var all when all.Contains("configuration change") => ChangeKind.Configuration,
            _ => null,
        };
        var message = context.Redactor.Redact(item.Message);
        return kind is not { } known ? null : new Change
        {
            EvidenceId = context.Ids.For(
                "change", database.Id, message, item.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
            Resource = database,
            Kind = known,
            Time = new FactTime { OccurredAt = item.At, UncertaintySeconds = UncertaintySeconds, ObservedAt = context.Time.GetUtcNow() },
            Summary = $"{database.Name}: {message}",

            // While it fails over or restarts, it does not answer.
            Differences = item.Categories.Contains("failover") || item.Categories.Contains("availability")
                ? [new Difference { Field = "availabilityState", Before = "available", After = item.Categories.Contains("failover") ? "failing over" : "restarting" }]
                : [],
            Pointer = Pointer(context, database, RdsClient.EventsApi),
        };
    }

    private static Pointer Pointer(CollectionContext context, ResourceRef database, string api) => new()
    {
        Api = api, Parameters = new Dictionary<string, string> { ["dbInstanceIdentifier"] = database.Name },
        ConsoleLink = ConsoleLinks.Database(context.Region, database.Name),
    };

    private static ResourceStatus StatusOf(string? status) => status switch
    {
        "available" or "backing-up" or "storage-optimization" or "configuring-enhanced-monitoring" or "storage-config-upgrade"
            or "modifying" => ResourceStatus.Healthy,
        "storage-full" or "failed" or "restore-error" or "insufficient-capacity" => ResourceStatus.Failed,
        "stopped" or "stopping" or "deleting" => ResourceStatus.Stopped,
        "rebooting" or "starting" or "maintenance" or "upgrading" or "renaming" or "resetting-master-credentials" => ResourceStatus.Degraded,
        { } other when other.StartsWith("inaccessible", StringComparison.Ordinal) || other.StartsWith("incompatible", StringComparison.Ordinal) =>
            ResourceStatus.Failed,
        _ => ResourceStatus.Unknown,
    };
}
