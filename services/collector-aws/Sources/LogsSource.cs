using System.Globalization;
using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Patterns;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>
/// Log templates of the incident against the hour before: Logs Insights for all groups together, FilterLogEvents for those
/// that Insights is refused for. Each group is mined by itself and belongs to the resource that writes it.
/// </summary>
internal sealed class LogsSource(ILogsClient logs, CollectionOptions collection, CollectorAwsOptions options) : IEvidenceSource
{
    private const string Api = "logs:StartQuery";
    private const string Fallback = "logs:FilterLogEvents";

    public SourcePlan Plan => AwsPlans.Logs;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var readings = LogReading.Of(context, collection.Mining);
        if (readings.Count == 0)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(
                    context, Plan, Api, CoverageOutcome.NotApplicable, "No log group belongs to what was resolved.")],
            };
        }

        var insights = new InsightsReader(new InsightsRunner(logs, options, context.Time), context, options);
        await insights.ReadAsync(readings, cancellationToken);
        var filtered = new FilteredReader(logs, context, collection, options);
        foreach (var reading in readings)
        {
            var refusal = reading.Failure is { } failure && FilteredReader.MayHelp(failure)
                ? await FallBackAsync(context, filtered, reading, cancellationToken) : null;
            yield return Batch(context, reading, refusal);
        }
    }

    /// <summary>The row of a fallback that is refused too; null when it read something.</summary>
    private async Task<Coverage?> FallBackAsync(
        CollectionContext context, FilteredReader filtered, LogReading reading, CancellationToken cancellationToken)
    {
        try
        {
            await filtered.ReadAsync(reading, cancellationToken);
            return null;
        }
        catch (CollectionException e)
        {
            return CoverageRows.OfError(context, Plan, Fallback, e);
        }
    }

    private EvidenceBatch Batch(CollectionContext context, LogReading reading, Coverage? fallbackRefused)
    {
        var mined = reading.Miner.Finish();
        var rows = new List<Coverage> { Row(context, reading, mined) };
        if (reading.Filtered is { } filtered)
        {
            rows.Add(Row(context, reading, filtered, mined));
        }
        else if (fallbackRefused is not null)
        {
            rows.Add(fallbackRefused);
        }

        return new EvidenceBatch
        {
            Logs = [.. mined.Patterns.Select(pattern => Evidence(
                context, reading, reading.Filtered is null ? reading.Reached(pattern, context.Window) : pattern))],
            Coverage = rows,
        };
    }

    private Coverage Row(CollectionContext context, LogReading reading, LogMiningResult mined)
    {
        if (reading.Filtered is not null)
        {
            // The lines were got in another way, so that the refusal costs no evidence by itself; its remedy still stands.
            return CoverageRows.OfError(context, Plan, Api, reading.Failure!) with { Outcome = CoverageOutcome.Partial };
        }

        var row = reading.Failure switch
        {
            null => CoverageRows.Of(context, Plan, Api, CoverageOutcome.Complete),
            { ProviderCode: AwsErrors.NotFound } failure => CoverageRows.OfError(context, Plan, Api, failure) with
            {
                Outcome = CoverageOutcome.Partial,
                Detail = $"The log group {reading.Group.Name} does not exist in {context.Region}: "
                    + $"{reading.Owner.Name} has never logged there, or the group was deleted.",
                Remedy = reading.Owner.Kind == ResourceKinds.LambdaFunction
                    ? "Check the function's LoggingConfig and whether its role may create and write the log group."
                    : $"Check where {reading.Owner.Name} writes its logs, and name that log group.",
            },
            { } failure => CoverageRows.OfError(context, Plan, Api, failure),
        };
        var isCut = reading.BeforeUntil is not null || reading.IncidentUntil is not null;
        var skipped = reading.OnlyProblems || reading.Failure is not null || (isCut && reading.IsCounted)
            ? Math.Max(0, reading.LinesFound - mined.LinesRead)
            : reading.LinesCutOff;
        if (reading.Failure is null && (isCut || skipped > 0))
        {
            var detail = reading.OnlyProblems
                ? $"{reading.LinesFound} lines of {reading.Group.Name} are more than may be read: only those that look like "
                    + "problems were."
                : skipped > 0 ? $"{skipped} lines of {reading.Group.Name} were not read."
                : $"A query that {reading.Group.Name} was read with gave more lines than may be read.";
            List<string> leftOut = [.. reading.LeftOut(context.Window)];
            row = row with
            {
                Outcome = CoverageOutcome.Partial,
                Detail = leftOut.Count > 0 ? $"{detail} Left out: {string.Join("; ", leftOut)}." : detail,
                Remedy = "Raise CollectorAws:MaxQueriesPerWindow if the log group is worth its cost.",
            };
        }

        return row with { LinesRead = mined.LinesRead, LinesSkipped = skipped, BytesScanned = context.Calls.BytesScanned };
    }

    private Coverage Row(CollectionContext context, LogReading reading, FilteredReading filtered, LogMiningResult mined)
    {
        var detail = $"Logs Insights was not available for {reading.Group.Name}: its lines were read with FilterLogEvents.";
        return CoverageRows.Of(
            context, Plan, Fallback, filtered.LeftOut.Count == 0 ? CoverageOutcome.Complete : CoverageOutcome.Partial,
            filtered.LeftOut.Count == 0 ? detail : $"{detail} Left out: {string.Join("; ", filtered.LeftOut)}.") with
        {
            LinesRead = mined.LinesRead,
            LinesSkipped = Math.Max(0, filtered.LinesRead - mined.LinesRead),
        };
    }

    private static LogPattern Evidence(CollectionContext context, LogReading reading, MinedPattern pattern) => pattern.Of(
        context, reading.Owner, reading.Namesake == 0
            ? context.Ids.For("log", reading.Group.Id, pattern.PatternId)
            : context.Ids.For("log", reading.Group.Id, pattern.PatternId, reading.Namesake.ToString(CultureInfo.InvariantCulture)));
}
