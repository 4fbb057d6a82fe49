using System.Reflection;
using CauseFlow.Collection.Conformance.Aws;
using CauseFlow.Collection.Conformance.Azure;
using CauseFlow.Collection.Conformance.Gcp;
using CauseFlow.CollectorAws.Runs;
using CauseFlow.CollectorAzure.Runs;
using CauseFlow.CollectorGcp.Runs;

namespace CauseFlow.Collection.Conformance;

/// <summary>That no source of a collector escapes the suite.</summary>
public sealed class EverySourceTests
{
    [Fact]
    public void Of_AWS_has_a_conformance_class() => Escaped(typeof(AwsSources).Assembly, typeof(AwsSourceConformance)).ShouldBeEmpty();

    [Fact]
    public void Of_Azure_has_a_conformance_class() => Escaped(typeof(AzureSources).Assembly, typeof(AzureSourceConformance)).ShouldBeEmpty();

    [Fact]
    public void Of_Google_Cloud_has_a_conformance_class() => Escaped(typeof(GcpSources).Assembly, typeof(GcpSourceConformance)).ShouldBeEmpty();

    /// <summary>Each source is the last one of a class that derives from the cloud's suite.</summary>
    private static IEnumerable<string> Escaped(Assembly collector, Type suite) => collector.GetTypes()
        .Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IEvidenceSource)))
        .Except(suite.Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsAssignableTo(suite))
            .Select(type => ((EvidenceSourceConformance)Activator.CreateInstance(type)!).SourceUnderTest().GetType()))
        .Select(type => type.Name);
}
