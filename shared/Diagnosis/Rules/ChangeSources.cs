using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>Which sources tell what changed, and whether they were read so completely that silence means something.</summary>
internal static class ChangeSources
{
    /// <summary>Tells who changed what in a whole project of Google's, beside the sources that know a kind.</summary>
    private const string AuditLog = "audit_log";

    /// <summary>The source that tells what changed about a resource, by the resource's kind.</summary>
    private static readonly Dictionary<string, string> ByKind = new(StringComparer.Ordinal)
    {
        [ResourceKinds.LambdaFunction] = "lambda",
        [ResourceKinds.Ec2Instance] = "ec2",
        [ResourceKinds.EcsService] = "ecs",
        [ResourceKinds.EcsTask] = "ecs",
        [ResourceKinds.EcsTaskDefinition] = "ecs",
        [ResourceKinds.AzureVm] = "activity_log",
        [ResourceKinds.AzureVmss] = "activity_log",
        [ResourceKinds.AksCluster] = "activity_log",
        [ResourceKinds.AksNodePool] = "activity_log",
        [ResourceKinds.FunctionApp] = "activity_log",
        [ResourceKinds.AppService] = "activity_log",
        [ResourceKinds.AppServicePlan] = "activity_log",
        [ResourceKinds.AzureSqlDatabase] = "activity_log",
        [ResourceKinds.ComputeInstance] = "compute",
        [ResourceKinds.GkeCluster] = "gke",
        [ResourceKinds.GkeNodePool] = "gke",
        [ResourceKinds.RunService] = "run",
        [ResourceKinds.RunRevision] = "run",
        [ResourceKinds.CloudSqlInstance] = AuditLog,
        [ResourceKinds.GenericService] = AuditLog,
    };

    /// <summary>Every source that reports changes, other than those of an alarm.</summary>
    public static IReadOnlyCollection<string> Names { get; } = ByKind.Values.Concat(["resource_health", AuditLog]).ToHashSet(StringComparer.Ordinal);

    /// <summary>
    /// The sources that were read to the end; null when one of them has a gap, or when the source that knows the resource's
    /// kind was not among them: then nothing was looked at that could have changed.
    /// </summary>
    public static IReadOnlyList<string>? CompletelyRead(ResourceRef resource, CaseEvidence evidence)
    {
        var rows = evidence.Coverage.Where(row => Names.Contains(row.Source)).ToList();
        var hasGap = rows.Exists(row => row.Outcome
            is not (CoverageOutcome.Complete or CoverageOutcome.NotApplicable or CoverageOutcome.Disabled));
        List<string> read = [.. rows.Where(row => row.Outcome == CoverageOutcome.Complete).Select(row => row.Source)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return hasGap || !ByKind.TryGetValue(resource.Kind, out var own) || !read.Contains(own) ? null : read;
    }

    /// <summary>The source that tells what changed about such a resource; null where none does.</summary>
    public static string? Of(string kind) => ByKind.GetValueOrDefault(kind);
}
