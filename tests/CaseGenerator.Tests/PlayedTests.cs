using CauseFlow.CaseGeneration.Playing;
using CauseFlow.CloudSimulation;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CaseGeneration.Tests;

/// <summary>Incidents that the simulator plays.</summary>
public sealed class PlayedTests
{
    [Theory]
    [InlineData("aws", 12)]
    [InlineData("azure", 7)]
    [InlineData("gcp", 7)]
    public void Of_EveryPlayedFamily_HasItsAlarmsMetric(string provider, int families)
    {
        CaseSet.PlayedFamilies(provider).Count.ShouldBeGreaterThanOrEqualTo(families);
        foreach (var item in Played(provider, 60))
        {
            var scenario = GeneratedScenario.Of(item);
            AlarmSeries(scenario).ShouldNotBeEmpty($"{item.Id} {item.Truth.Family} {item.Truth.Shape}");
            scenario.Truth.Resource.ShouldBe(item.Truth.Causes[0].Resource);
        }
    }

    [Theory]
    [InlineData("aws")]
    [InlineData("azure")]
    [InlineData("gcp")]
    public async Task Simulator_TakesEveryPlayedIncident(string provider)
    {
        foreach (var item in Played(provider, 15))
        {
            await using var cloud = await CloudSimulator.StartAsync(
                new CloudSimulatorOptions { LoadedScenario = GeneratedScenario.Of(item) }, TestContext.Current.CancellationToken);

            cloud.Facts.AlarmTime.ShouldBeGreaterThan(default);
        }
    }

    private static IEnumerable<GeneratedCase> Played(string provider, int count) => CaseSet.Generate(new GeneratorOptions
    {
        Seed = 12, Count = count, Providers = [provider], IsPlayed = true, Families = CaseSet.PlayedFamilies(provider),
    });

    /// <summary>Levels of the alarm's own series.</summary>
    private static IReadOnlyList<ScenarioSegment> AlarmSeries(Scenario scenario)
    {
        if (scenario.Azure is { } azure)
        {
            var rule = azure.Resources.Single(resource => resource["id"]!.GetValue<string>().Contains("metricAlerts"))["properties"]!;
            return azure.Metrics.Single(metric => metric.Name == rule["criteria"]!["allOf"]![0]!["metricName"]!.GetValue<string>()
                && metric.Dimensions["ResourceId"] == rule["scopes"]![0]!.GetValue<string>()).Segments;
        }

        return scenario.Google?.Alarm is { } policy
            ? scenario.Google.TimeSeries.Single(series => series.Type == policy.MetricType
                && policy.MetricLabels.All(label => series.Labels.GetValueOrDefault(label.Key) == label.Value)
                && policy.ResourceLabels.All(label => label.Key == "revision_name" || series.ResourceLabels[label.Key] == label.Value)).Segments
            : scenario.Metrics.Single(metric => metric.Name == scenario.Alarm.MetricName && metric.Namespace == scenario.Alarm.Namespace
                && metric.Dimensions.OrderBy(pair => pair.Key).SequenceEqual(scenario.Alarm.Dimensions.OrderBy(pair => pair.Key))).Segments;
    }
}
