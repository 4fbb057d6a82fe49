namespace CauseFlow.Collection.Plans;

/// <summary>The plans of every GCP source; calls are named by the IAM permission that they need. All calls are reads.</summary>
public static class GcpPlans
{
    /// <summary>The alerting policy of the alarm, read again by its name: the cloud's version steers the calls and not the message's.</summary>
    public static SourcePlan Alarm { get; } = new()
    {
        Source = "alarm",
        DelayClass = DelayClass.Immediate,
        Calls = [Mandatory("monitoring.alertPolicies.get", null, 6, CostKind.Free)],
    };

    /// <summary>The alarm's metric and its companions, incident window and baselines. Each call reads one metric type.</summary>
    public static SourcePlan Metrics { get; } = new()
    {
        Source = "metrics",
        DelayClass = DelayClass.Minutes,
        Calls = [Mandatory("monitoring.timeSeries.list", null, 90, CostKind.PerMetric)],
    };

    /// <summary>
    /// Log entries of what was resolved, incident against the hour before. A project may be read 60 times a minute by all that
    /// read it, so that an incident gets few calls of the largest page.
    /// </summary>
    public static SourcePlan Logs { get; } = new()
    {
        Source = "logs",
        DelayClass = DelayClass.Minutes,
        Calls = [LogEntries(6)],
    };

    /// <summary>Instances: status, last start and stop, the zones that did not answer.</summary>
    public static SourcePlan Compute { get; } = new()
    {
        Source = "compute",
        DelayClass = DelayClass.Immediate,
        Calls = [Mandatory("compute.instances.list", 25, 20, CostKind.Free)],
    };

    /// <summary>Clusters and node pools with their conditions, upgrades and repairs.</summary>
    public static SourcePlan Gke { get; } = new()
    {
        Source = "gke",
        DelayClass = DelayClass.Immediate,
        Calls =
        [
            Mandatory("container.clusters.list", null, 10, CostKind.Free),
            Optional("container.clusters.get", null, 15, CostKind.Free),
            Optional("container.operations.list", null, 10, CostKind.Free),
        ],
    };

    /// <summary>Cloud Run services, their traffic, their revisions and what changed between these.</summary>
    public static SourcePlan Run { get; } = new()
    {
        Source = "run",
        DelayClass = DelayClass.Immediate,
        Calls =
        [
            Mandatory("run.services.list", null, 40, CostKind.Free),
            Mandatory("run.revisions.list", null, 40, CostKind.Free),
        ],
    };

    /// <summary>
    /// Who changed what: entries of the Admin Activity and System Event audit logs of up to three projects, of which a page
    /// may have to be asked for twice.
    /// </summary>
    public static SourcePlan AuditLog { get; } = new()
    {
        Source = "audit_log",
        DelayClass = DelayClass.Minutes,
        Calls = [LogEntries(4)],
    };

    /// <summary>Every source of an investigation on GCP.</summary>
    public static IReadOnlyList<SourcePlan> All { get; } = [Alarm, Metrics, Logs, Compute, Gke, Run, AuditLog];

    /// <summary>A project may be read 60 times a minute by all that read it.</summary>
    private static PlannedCall LogEntries(int maxCalls) =>
        Mandatory("logging.logEntries.list", 1, maxCalls, CostKind.Free) with { QuotaPerMinute = 60 };

    private static PlannedCall Mandatory(string permission, double? perSecond, int maxCalls, CostKind cost) => new()
    {
        Permission = permission, Mandatory = true, QuotaPerSecond = perSecond, MaxCallsPerRun = maxCalls, CostKind = cost,
    };

    private static PlannedCall Optional(string permission, double? perSecond, int maxCalls, CostKind cost) => new()
    {
        Permission = permission, Mandatory = false, QuotaPerSecond = perSecond, MaxCallsPerRun = maxCalls, CostKind = cost,
    };
}
