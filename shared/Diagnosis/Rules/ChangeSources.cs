using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>Which sources tell what changed, and whether they were read so completely that silence means something.</summary>
internal static class ChangeSources
{
    private static readonly string[] Names = ["cloudtrail", "ec2", "ecs", "lambda"];

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
        return hasGap || SourceOf(resource) is not { } own || !read.Contains(own) ? null : read;
    }

    private static string? SourceOf(ResourceRef resource) => resource.Kind switch
    {
        ResourceKinds.LambdaFunction => "lambda",
        ResourceKinds.Ec2Instance => "ec2",
        ResourceKinds.EcsService or ResourceKinds.EcsTask or ResourceKinds.EcsTaskDefinition => "ecs",
        _ => null,
    };
}
