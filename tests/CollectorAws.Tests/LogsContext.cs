using CauseFlow.Collection;
using CauseFlow.Collection.Redaction;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.CollectorAws.Sources;
using CauseFlow.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>A context whose window is the quarter of an hour before noon, and what is read under it.</summary>
internal static class LogsContext
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset From = Noon.AddMinutes(-15);
    public static readonly DateTimeOffset Before = Noon.AddMinutes(-75);

    public static CollectionContext Of(
        IReadOnlyList<string>? groups = null, AlarmFact? alarm = null, IReadOnlyList<string>? hints = null,
        IReadOnlyDictionary<string, string>? patterns = null, long bytes = 1L << 30)
    {
        var context = new CollectionContext
        {
            TenantId = "ten", InvestigationId = "inv", IntegrationId = "int", Account = "123456789012", Region = "eu-west-1",
            Target = new CollectionTarget { Resources = [], Accounts = ["123456789012"], Regions = ["eu-west-1"], Hints = hints },
            Window = new InvestigationWindow
            {
                From = From, To = Noon, Baselines = [new Baseline { From = Before, To = From, Kind = BaselineKind.Adjacent }],
            },
            Alarm = alarm,
            Calls = new CallBudget(new Dictionary<string, int>(), bytes).MeterFor("logs"),
            Redactor = new Redactor(),
            Ids = new EvidenceIds("ten", "inv", "int", "eu-west-1"),
            Time = TimeProvider.System,
        };
        var resolved = (groups ?? []).Select(group => AwsResources.LogsTo(
            context, LogGroupName.Owner(context, group), group, "test", patterns?.GetValueOrDefault(group))).ToList();
        return context with
        {
            Relations = [.. resolved.SelectMany(batch => batch.Relations)],
            WatchedLogs = [.. resolved.SelectMany(batch => batch.WatchedLogs)],
        };
    }

    public static AlarmFact Alarm(string metricNamespace, string metric) => new()
    {
        EvidenceId = "evi_alarm", Provider = CloudProvider.Aws, Id = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a", Name = "a",
        Account = "123456789012", Region = "eu-west-1", State = AlarmState.Alarm, StateChangedAt = Noon,
        Metric = new MetricRule { Namespace = metricNamespace, Name = metric, Statistic = "Sum", PeriodSeconds = 60, EvaluationPeriods = 1 },
        Dimensions = new Dictionary<string, string>(),
    };

    public static async Task<IReadOnlyList<EvidenceBatch>> CollectAsync(FakeLogs logs, CollectionContext context, int maxRows = 10_000)
    {
        var options = new CollectorAwsOptions
        {
            QueryPollMilliseconds = 1, FilterLogEventsIntervalMilliseconds = 0, MaxRowsPerQuery = maxRows,
        };
        var batches = new List<EvidenceBatch>();
        await foreach (var batch in new LogsSource(logs, new CollectionOptions { MaxPages = 3 }, options)
            .CollectAsync(context, TestContext.Current.CancellationToken))
        {
            batches.Add(batch);
        }

        return batches;
    }

    public static IReadOnlyDictionary<string, string> Row(params (string Field, string Value)[] columns) =>
        columns.ToDictionary(column => column.Field, column => column.Value);

    public static IReadOnlyDictionary<string, string> Line(string log, DateTimeOffset time, string message) => Row(
        ("@log", log), ("@timestamp", $"{time:yyyy-MM-dd HH:mm:ss.fff}"), ("@message", message), ("@logStream", "s"));
}
