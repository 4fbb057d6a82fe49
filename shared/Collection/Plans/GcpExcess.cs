namespace CauseFlow.Collection.Plans;

/// <summary>
/// What a service account for CauseFlow must not be able to do. Only a connection test looks at these, and it tries none: it
/// asks which of them the account holds, which changes and reads nothing.
/// </summary>
public static class GcpExcess
{
    public static SourcePlan Plan { get; } = new()
    {
        Source = "excess",
        DelayClass = DelayClass.Immediate,
        Calls =
        [
            Probe("compute.instances.delete"), Probe("compute.instances.setMetadata"), Probe("run.services.update"),
            Probe("container.clusters.update"), Probe("storage.objects.get"), Probe("secretmanager.versions.access"),
            Probe("iam.serviceAccounts.actAs"), Probe("iam.serviceAccountKeys.create"),
            Probe("resourcemanager.projects.setIamPolicy"),
        ],
    };

    private static PlannedCall Probe(string permission) => new()
    {
        Permission = permission, Mandatory = false, MaxCallsPerRun = 1, CostKind = CostKind.Free,
    };
}
