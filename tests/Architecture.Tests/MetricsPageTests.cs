using System.Reflection;
using System.Text.RegularExpressions;

namespace CauseFlow.Architecture.Tests;

public sealed partial class MetricsPageTests : IDisposable
{
    private static readonly IReadOnlyList<Assembly> Assemblies =
    [
        .. Directory.EnumerateFiles(AppContext.BaseDirectory, "CauseFlow.*.dll")
            .Where(file => !file.EndsWith("Tests.dll", StringComparison.Ordinal)).Select(Assembly.LoadFrom),
    ];

    private readonly MetricsPage _page = new(Assemblies);

    public void Dispose() => _page.Dispose();

    /// <summary>Run with CAUSEFLOW_APPROVE=1 to write the page.</summary>
    [Fact]
    public void Page_of_metrics_is_what_the_code_measures()
    {
        var file = Path.Combine(Repository.Clone.Root, "docs", "metrics.md");
        if (Environment.GetEnvironmentVariable("CAUSEFLOW_APPROVE") == "1")
        {
            File.WriteAllText(file, _page.Write());
        }

        File.ReadAllText(file).ShouldBe(_page.Write());
    }

    [Fact]
    public void Names_and_units_are_as_OpenTelemetry_wants_them()
    {
        _page.Instruments.Count.ShouldBeGreaterThan(20);
        foreach (var instrument in _page.Instruments)
        {
            instrument.Name.ShouldMatch("^causeflow\\.[a-z]+\\.[a-z_]+$");
            instrument.Name.ShouldNotMatch("(_total|_seconds|_bytes|_count)$", "Prometheus adds them");
            instrument.Unit.ShouldNotBeNull(instrument.Name).ShouldMatch("^(s|1|By|\\{[a-z]+\\})$", instrument.Name);
            instrument.Description.ShouldNotBeNull(instrument.Name).ShouldEndWith(".");
        }
    }

    [Fact]
    public void No_label_shows_what_a_sender_wrote()
    {
        _page.Values.ShouldNotBeEmpty();
        _page.Values.Where(x => x.Value == MetricsPage.Hostile || !Bounded().IsMatch(x.Value)).ShouldBeEmpty();
        _page.Values.GroupBy(x => (x.Name, x.Label)).ShouldAllBe(values => values.Count() <= 40);
    }

    /// <summary>Instruments made elsewhere would not be on the page.</summary>
    [Fact]
    public void Instruments_are_made_in_metrics_classes_only() =>
        new[] { "services", "shared" }.SelectMany(folder => Repository.Clone.Files("*.cs", folder))
            .Where(file => !file.EndsWith("Metrics.cs", StringComparison.Ordinal) && Makes().IsMatch(Repository.Clone.Code(file)))
            .ShouldBeEmpty();

    [GeneratedRegex("^[a-z_-]{1,40}$")]
    private static partial Regex Bounded();

    [GeneratedRegex(@"\.Create(Observable)?(Counter|Histogram|Gauge|UpDownCounter)\b|new Meter\(")]
    private static partial Regex Makes();
}
