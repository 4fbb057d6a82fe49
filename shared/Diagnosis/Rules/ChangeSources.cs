using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>Which sources tell what changed, and whether they were read so completely that silence means something.</summary>
internal static class ChangeSources
{
    /// <summary>Tells who changed what in a whole project of Google's, beside the sources that know a kind.</summary>
    private const string AuditLog = "audit_log";

    /// <summary>Tells who changed what in an account of AWS, also about what no other source knows.</summary>
    private const string CloudTrail = "cloudtrail";

    /// <summary>The region of rows that speak of all regions.</summary>
    private const string Global = "global";

    /// <summary>Rows that are of no source: access was refused, a run failed, or had not reported its end.</summary>
    private static readonly HashSet<string> WholeIntegration = ["access", "collection"];

    /// <summary>The source that tells what changed about a resource, by the resource's kind.</summary>
    private static readonly Dictionary<string, string> ByKind = new(StringComparer.Ordinal)
    {
        [ResourceKinds.LambdaFunction] = "lambda",
        [ResourceKinds.Ec2Instance] = "ec2",
        [ResourceKinds.EcsService] = "ecs",
        [ResourceKinds.EcsTask] = "ecs",
        [ResourceKinds.EcsTaskDefinition] = "ecs",
        [ResourceKinds.EcsCluster] = CloudTrail,
        [ResourceKinds.SecurityGroup] = CloudTrail,
        [ResourceKinds.IamRole] = CloudTrail,
        [ResourceKinds.LoadBalancer] = CloudTrail,
        [ResourceKinds.TargetGroup] = CloudTrail,
        [ResourceKinds.AutoScalingGroup] = "autoscaling",
        [ResourceKinds.RdsInstance] = "rds",
        [ResourceKinds.SqsQueue] = CloudTrail,
        [ResourceKinds.DynamoDbTable] = CloudTrail,
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
    /// The sources that were read to the end, with their regions; null where anything may have been missed: one of them has a
    /// gap, an integration was refused or had not ended, one was read without any of these sources, or the source that knows
    /// the resource's kind was not read in the resource's region.
    /// </summary>
    public static IReadOnlyList<string>? CompletelyRead(ResourceRef resource, CaseEvidence evidence)
    {
        var hasGap = evidence.Coverage.Any(row => (Names.Contains(row.Source) || WholeIntegration.Contains(row.Source)) && row.Outcome
            is not (CoverageOutcome.Complete or CoverageOutcome.NotApplicable or CoverageOutcome.Disabled));
        var read = evidence.Coverage.Where(row => Names.Contains(row.Source) && row.Outcome == CoverageOutcome.Complete).ToList();
        var isEachRead = evidence.Coverage.Select(row => row.IntegrationId).OfType<string>()
            .All(integration => read.Exists(row => row.IntegrationId == integration));
        return hasGap || !isEachRead || !ByKind.TryGetValue(resource.Kind, out var own)
            || !read.Exists(row => row.Source == own && Covers(row, resource.Region))
            ? null
            : [.. read.GroupBy(row => row.Source, StringComparer.Ordinal).OrderBy(rows => rows.Key, StringComparer.Ordinal).Select(Named)];
    }

    /// <summary>The source that tells what changed about such a resource; null where none does.</summary>
    public static string? Of(string kind) => ByKind.GetValueOrDefault(kind);

    /// <summary>A source that knows no regions reads them all.</summary>
    private static bool Covers(Coverage row, string region) =>
        row.Region is null or Global || string.Equals(row.Region, region, StringComparison.OrdinalIgnoreCase);

    private static string Named(IGrouping<string, Coverage> rows)
    {
        List<string> regions = [.. rows.Select(row => row.Region).OfType<string>().Where(region => region != Global)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return regions.Count > 0 ? $"{rows.Key} in {string.Join(" and ", regions)}" : rows.Key;
    }
}
