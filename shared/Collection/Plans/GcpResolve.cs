namespace CauseFlow.Collection.Plans;

/// <summary>
/// What finding an alarm's resources may call. Each call but the project's own belongs to another plan too, so that a whole
/// investigation holds it anyway; a follow-up that reads one source needs it in addition.
/// </summary>
public static class GcpResolve
{
    /// <summary>The IAM permissions.</summary>
    public static IReadOnlyList<string> Permissions { get; } =
        ["run.services.list", "compute.instances.list", "container.clusters.list", "resourcemanager.projects.get"];

    /// <summary>All are optional, since an alarm names its resource by itself.</summary>
    public static SourcePlan Plan { get; } = new()
    {
        Source = "resolve",
        DelayClass = DelayClass.Immediate,
        Calls =
        [
            .. GcpPlans.All.SelectMany(plan => plan.Calls).Where(call => Permissions.Contains(call.Permission))
                .DistinctBy(call => call.Permission).Select(call => call with { Mandatory = false }),

            // Whether the project is there at all, and in a test which permissions are held: asking that needs none itself.
            new PlannedCall
            {
                Permission = "resourcemanager.projects.get", Mandatory = false, MaxCallsPerRun = 10, CostKind = CostKind.Free,
            },
        ],
    };
}
