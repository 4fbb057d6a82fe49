using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Signals;
using CauseFlow.Diagnosis.Statistics;
using CsCheck;

namespace CauseFlow.Diagnosis.Tests;

public sealed class StatisticsTests
{
    [Fact]
    public void Change_points_are_the_first_indexes_of_new_levels()
    {
        double[] values = [.. Level(20, 5), .. Level(15, 9), .. Level(15, 2)];

        ChangePoint.All(values).ShouldBe([20, 35]);
        ChangePoint.Single([.. Level(12, 5), .. Level(7, 9)]).ShouldBe(12);
        ChangePoint.All([.. Level(40, 5)]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(3.841, 0.05)]
    [InlineData(10.828, 0.001)]
    [InlineData(19.511, 0.00001)]
    [InlineData(30, 4.3e-8)]
    public void G_becomes_the_tail_of_chi_squared(double g, double probability) =>
        GTest.Surprise(g).ShouldBe(-Math.Log10(probability), 0.05);

    [Fact]
    public void Equal_shares_have_no_G_whatever_the_traffic() =>
        Gen.Select(Gen.Int[1, 500], Gen.Int[1, 500], Gen.Int[1, 20]).Sample((mine, other, factor) =>
            GTest.OfShares(mine, other, mine * factor, other * factor) < 1e-6);

    [Fact]
    public void A_deviation_that_the_baseline_had_too_has_no_excess()
    {
        double[] baseline = [.. Level(30, 10), 50, 50, .. Level(30, 10)];

        var seen = WindowDeviation.Of([baseline], [10, 50, 50, 10], 1, 0.5, 0.05)!;
        var unseen = WindowDeviation.Of([baseline], [10, 90, 90, 10], 1, 0.5, 0.05)!;

        seen.Excess.ShouldBe(0);
        unseen.Excess.ShouldBeGreaterThan(0);
        unseen.Surprise.ShouldBeGreaterThan(seen.Surprise);
    }

    [Fact]
    public void A_single_spike_says_less_than_two_neighbours()
    {
        double[] baseline = [.. Level(60, 10)];

        WindowDeviation.Of([baseline], [10, 40, 10], 1, 0.5, 0.05)!.Deviation
            .ShouldBeLessThan(WindowDeviation.Of([baseline], [10, 40, 40], 1, 0.5, 0.05)!.Deviation / 2);
    }

    [Theory]
    [InlineData("TargetResponseTime", null, SignalKind.Latency, 1)]
    [InlineData("Duration", "Milliseconds", SignalKind.Latency, 1)]
    [InlineData("HTTPCode_Target_5XX_Count", "Count", SignalKind.Errors, 1)]
    [InlineData("HealthyHostCount", "Count", SignalKind.Availability, -1)]
    [InlineData("UnHealthyHostCount", "Count", SignalKind.Errors, 1)]
    [InlineData("FreeStorageSpace", "Bytes", SignalKind.Storage, -1)]
    [InlineData("FreeableMemory", "Bytes", SignalKind.Memory, -1)]
    [InlineData("CPUUtilization", "Percent", SignalKind.Cpu, 1)]
    [InlineData("CPUCreditBalance", "Count", SignalKind.Cpu, -1)]
    [InlineData("DatabaseConnections", "Count", SignalKind.Connections, 1)]
    [InlineData("ReplicaLag", "Seconds", SignalKind.Lag, 1)]
    [InlineData("ApproximateAgeOfOldestMessage", "Seconds", SignalKind.Lag, 1)]
    [InlineData("ThrottledRequests", "Count", SignalKind.Throttling, 1)]
    [InlineData("RequestCount", "Count", SignalKind.Traffic, 0)]
    [InlineData("run.googleapis.com/container/cpu/utilizations", null, SignalKind.Cpu, 1)]
    [InlineData("run.googleapis.com/request_latencies", "ms", SignalKind.Latency, 1)]
    [InlineData("Percentage CPU", "Percent", SignalKind.Cpu, 1)]
    [InlineData("NetworkIn", "Bytes", SignalKind.Network, 0)]
    public void A_name_tells_what_is_measured(string name, string? unit, SignalKind kind, int harm)
    {
        var meaning = SignalMeaning.Of(new()
        {
            EvidenceId = "evi", Namespace = "", Name = name, Statistic = "Average", Unit = unit, PeriodSeconds = 60, Role = MetricRole.Companion, Points = [],
            ObservedAt = default, Resource = new() { Provider = CloudProvider.Aws, Account = "a", Region = "r", Kind = "k", Id = "i", Name = "n" },
        });

        meaning.Kind.ShouldBe(kind);
        meaning.Harm.ShouldBe(harm);
    }

    /// <summary>A level with a small, fixed unrest.</summary>
    private static IEnumerable<double> Level(int count, double value) => Enumerable.Range(0, count).Select(i => value + (0.1 * ((i * 7 % 5) - 2)));
}
