using CauseFlow.CollectorAws.Runs;

namespace CauseFlow.Collection.Conformance.Aws;

/// <summary>That no source of the AWS collector escapes the suite.</summary>
public sealed class AwsConformanceTests
{
    [Fact]
    public void Every_source_has_a_conformance_class() =>
        typeof(AwsSources).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IEvidenceSource)))
            .Except(Suites().Select(suite => suite.SourceUnderTest().GetType()))
            .Select(type => type.Name).ShouldBeEmpty("each source is the last one of a class that derives from AwsSourceConformance");

    internal static IReadOnlyList<AwsSourceConformance> Suites() =>
    [
        .. typeof(AwsSourceConformance).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(AwsSourceConformance)))
            .Select(type => (AwsSourceConformance)Activator.CreateInstance(type)!),
    ];
}
