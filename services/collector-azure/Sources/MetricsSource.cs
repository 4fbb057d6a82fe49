using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Metrics;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>
/// The alert's own series and the companions of what was resolved, in the incident and every baseline. Series of one resource
/// and aggregation share a call; a name that a resource does not have costs only itself. A point without data is null.
/// </summary>
internal sealed class MetricsSource(IMetricsClient metrics, CollectionOptions options) : IEvidenceSource
{
    private const string Api = MetricsClient.Permission;
    private const int Parallel = 12;
    private const int MaxSaid = 5;

    public SourcePlan Plan => AzurePlans.Metrics;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cuts = new Cuts(context, Plan);
        var wanted = cuts.Take(WantedSeries.Of(context), options.MaxSeries, Api, "series");
        if (wanted.Count == 0)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(context, Plan, Api, CoverageOutcome.NotApplicable,
                    "No metric belongs to what was resolved.")],
            };
            yield break;
        }

        using var gate = new SemaphoreSlim(Parallel);
        var groups = wanted.GroupBy(series => series.Group, StringComparer.Ordinal).SelectMany(group =>
            group.Chunk(MetricsClient.MaxNames));
        var readings = await Task.WhenAll(groups.Select(group => ReadAsync(context, group, gate, cancellationToken)));
        yield return new EvidenceBatch
        {
            Metrics = [.. readings.SelectMany(reading => reading.Series)],
            Coverage = [Row(context, readings, wanted.Count), .. cuts.Rows],
        };
    }

    private Coverage Row(CollectionContext context, IReadOnlyList<Reading> readings, int wanted)
    {
        var failures = readings.Select(reading => reading.Failure).OfType<CollectionException>().ToList();
        List<string> problems = [.. readings.SelectMany(reading => reading.Problems).Distinct(StringComparer.Ordinal)];
        if (failures.Count > 0)
        {
            var row = CoverageRows.OfError(context, Plan, Api, failures[0]);
            return readings.Any(reading => reading.Series.Count > 0) ? row with { Outcome = CoverageOutcome.Partial } : row;
        }

        return problems.Count == 0 ? CoverageRows.Of(context, Plan, Api, CoverageOutcome.Complete) : CoverageRows.Of(
            context, Plan, Api, problems.Count >= wanted ? CoverageOutcome.Failed : CoverageOutcome.Partial,
            $"{problems.Count} series were not read whole: {string.Join("; ", problems.Take(MaxSaid))}{(problems.Count > MaxSaid ? " and more" : "")}.") with
        {
            Reason = RefusalReason.ProviderError,
            Remedy = "Look at these metrics in the portal; if they are there, start the investigation again.",
        };
    }

    /// <summary>Azure refuses a call for one unknown name: then each name is asked by itself, and the unknown ones do not exist.</summary>
    private async Task<Reading> ReadAsync(
        CollectionContext context, WantedSeries[] group, SemaphoreSlim gate, CancellationToken cancellationToken)
    {
        var whole = await TryAsync(context, group, gate, cancellationToken);
        if (whole.Failure is not { Reason: RefusalReason.ProviderError, ProviderCode: "BadRequest" })
        {
            return whole;
        }

        if (group.Length == 1)
        {
            return group[0].Role == MetricRole.Alarm ? whole : new Reading([], [], null);
        }

        var singles = await Task.WhenAll(group.Select(series => ReadAsync(context, [series], gate, cancellationToken)));
        return new Reading(
            [.. singles.SelectMany(single => single.Series)], [.. singles.SelectMany(single => single.Problems)],
            singles.Select(single => single.Failure).FirstOrDefault(failure => failure is not null));
    }

    private async Task<Reading> TryAsync(
        CollectionContext context, WantedSeries[] group, SemaphoreSlim gate, CancellationToken cancellationToken)
    {
        var period = group[0].PeriodSeconds;
        var problems = new List<string>();
        var reading = await WindowReading.OfAsync(MetricWindows.Of(context, period), async (from, to) =>
        {
            await gate.WaitAsync(cancellationToken);
            try
            {
                return await metrics.GetAsync(
                    group[0].Id, [.. group.Select(series => series.Key)], from, to, period, context.Calls,
                        cancellationToken);
            }
            finally
            {
                gate.Release();
            }
        });

        // One series has one period: the coarsest that a window was answered in. Of a finer window only the points stand.
        var answered = reading.Windows.Select(window => window.Answer.PeriodSeconds).Append(0).Max() is > 0 and var coarsest ? coarsest : period;
        var grids = group.Select(_ => new MetricGrid(answered)).ToList();
        foreach (var (from, to, answer) in reading.Windows)
        {
            for (var i = 0; i < group.Length; i++)
            {
                if (answer.PeriodSeconds == answered)
                {
                    grids[i].Add(answer.Values[i], from, to);
                }
                else
                {
                    grids[i].AddPoints(answer.Values[i]);
                }

                if (!answer.Values[i].IsWhole)
                {
                    problems.Add($"{group[i].Name} of {group[i].Resource.Name} ({answer.Values[i].Problem})");
                }
            }
        }

        // A companion that has not one value was never emitted for this resource, and a row of gaps would only fill the case.
        var series = group.Zip(grids).Where(pair => pair.Second.Points.Count > 0
                && (pair.First.Role == MetricRole.Alarm || pair.Second.Points.Any(point => point.Value is not null)))
            .Select(pair => pair.First.Evidence(context, pair.Second));
        return new Reading([.. series], problems, reading.Failure);
    }

    private sealed record Reading(IReadOnlyList<MetricSeries> Series, IReadOnlyList<string> Problems,
        CollectionException? Failure);
}
