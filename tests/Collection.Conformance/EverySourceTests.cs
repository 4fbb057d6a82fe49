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
    /// <summary>By the folder of the collector below <c>services</c>.</summary>
    private static readonly Dictionary<string, (Assembly Collector, Type Suite)> Suites = new(StringComparer.Ordinal)
    {
        ["collector-aws"] = (typeof(AwsSources).Assembly, typeof(AwsSourceConformance)),
        ["collector-azure"] = (typeof(AzureSources).Assembly, typeof(AzureSourceConformance)),
        ["collector-gcp"] = (typeof(GcpSources).Assembly, typeof(GcpSourceConformance)),
    };

    public static TheoryData<string> Collectors => [.. Suites.Keys];

    [Fact]
    public void Every_collector_has_a_suite()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CauseFlow.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        Directory.GetDirectories(Path.Combine(folder.FullName, "services"), "collector-*").Select(path => Path.GetFileName(path))
            .ShouldBe(Suites.Keys, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Collectors))]
    public void Every_source_of_a_collector_has_a_conformance_class(string collector) =>
        Escaped(Suites[collector].Collector, Suites[collector].Suite).ShouldBeEmpty();

    /// <summary>Each source is the last one of a class that derives from the cloud's suite.</summary>
    private static IEnumerable<string> Escaped(Assembly collector, Type suite) => collector.GetTypes()
        .Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IEvidenceSource)))
        .Except(suite.Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsAssignableTo(suite))
            .Select(type => ((EvidenceSourceConformance)Activator.CreateInstance(type)!).SourceUnderTest().GetType()))
        .Select(type => type.Name);
}
