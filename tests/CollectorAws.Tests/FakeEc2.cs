using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>An account's instances in memory, which remembers what was asked for.</summary>
internal sealed class FakeEc2 : IEc2Client
{
    public List<CloudInstance> Instances { get; } = [];

    public List<CloudInstanceStatus> Statuses { get; } = [];

    /// <summary>Tags that were searched for, as <c>tag=value</c>.</summary>
    public List<string> Searches { get; } = [];

    public CollectionException? Refusal { get; set; }

    public Task<IReadOnlyList<CloudInstance>> DescribeInstancesAsync(
        IReadOnlyList<string> ids, CallMeter calls, CancellationToken cancellationToken) => Refusal is { } refusal
            ? Task.FromException<IReadOnlyList<CloudInstance>>(refusal)
            : Task.FromResult<IReadOnlyList<CloudInstance>>([.. Instances.Where(instance => ids.Contains(instance.Id))]);

    public Task<Pages<CloudInstance>> DescribeTaggedInstancesAsync(
        string tag, string value, int maxPages, CallMeter calls, CancellationToken cancellationToken)
    {
        Searches.Add($"{tag}={value}");
        return Task.FromResult(new Pages<CloudInstance>(
            [.. Instances.Where(instance => instance.Tags.GetValueOrDefault(tag) == value)], true));
    }

    public Task<IReadOnlyList<CloudInstanceStatus>> DescribeInstanceStatusAsync(
        IReadOnlyList<string> ids, CallMeter calls, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CloudInstanceStatus>>([.. Statuses.Where(status => ids.Contains(status.Id))]);
}

/// <summary>Log groups by name; queries are not asked for while resolving.</summary>
internal sealed class FakeLogGroups(params string[] names) : ILogsClient
{
    public Task<IReadOnlyList<string>> DescribeLogGroupsAsync(string prefix, CallMeter calls, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))]);

    public Task<FilteredPage> FilterLogEventsAsync(
        string logGroup, DateTimeOffset from, DateTimeOffset to, string? filterPattern, string? token, CallMeter calls,
        CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Pages<MetricFilter>> DescribeMetricFiltersAsync(
        string metricNamespace, string metric, int maxPages, CallMeter calls, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<string> StartQueryAsync(
        IReadOnlyList<string> logGroups, DateTimeOffset from, DateTimeOffset to, string query, int limit, CallMeter calls,
        CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<QueryResults> GetQueryResultsAsync(string queryId, CallMeter calls, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task StopQueryAsync(string queryId, CallMeter calls, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}

/// <summary>A source's context about an alarm on one instance.</summary>
internal static class InstanceContext
{
    public const string Self = "i-00000000000000001";
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static CollectionContext About(
        string? dimension = Self, IReadOnlyList<ResourceRef>? requested = null, IReadOnlyList<ResourceRef>? resolved = null) => new()
        {
            TenantId = "ten", InvestigationId = "inv", IntegrationId = "int", Account = "123456789012", Region = "eu-west-1",
            Target = new CollectionTarget
            {
                Resources = requested ?? [], Accounts = ["123456789012"], Regions = ["eu-west-1"],
            },
            Window = new InvestigationWindow { From = Now.AddMinutes(-15), To = Now, Baselines = [] },
            Alarm = dimension is null ? null : new AlarmFact
            {
                Provider = CloudProvider.Aws, Id = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:check", Name = "check",
                Account = "123456789012", Region = "eu-west-1", State = AlarmState.Alarm, StateChangedAt = Now,
                Dimensions = new Dictionary<string, string> { ["InstanceId"] = dimension },
            },
            Resources = resolved ?? [],
            Calls = new CallBudget(new Dictionary<string, int>(), 0).MeterFor("ec2"),
            Redactor = new Collection.Redaction.Redactor(),
            Ids = new EvidenceIds("ten", "inv", "int", "eu-west-1"),
            Time = new FixedTime(),
        };

    public static CloudInstance Instance(string id = Self, string state = "running", params (string Key, string Value)[] tags) => new()
    {
        Id = id, State = state, Tags = tags.ToDictionary(tag => tag.Key, tag => tag.Value),
    };

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
