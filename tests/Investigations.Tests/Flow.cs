using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Tests;

/// <summary>The messages of one small investigation: a Lambda function whose memory was cut.</summary>
internal sealed class Flow(string number = "1", string tenant = Flow.Tenant)
{
    public const string Tenant = "ten_1";
    public const string Integration = "int_1";
    public static readonly DateTimeOffset Onset = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly ResourceRef Function = new()
    {
        Provider = CloudProvider.Aws, Account = "111122223333", Region = "eu-west-1",
        Kind = ResourceKinds.LambdaFunction,
        Id = "arn:aws:lambda:eu-west-1:111122223333:function:checkout", Name = "checkout",
    };

    private static readonly DateTimeOffset Collected = Onset.AddMinutes(9);

    public string IncidentId => $"inc_{number}";
    public string InvestigationId => $"inv_{number}";

    public IReadOnlyList<ITenantMessage> All =>
        [Alarm(), Requested(), Access(), Redeemed(), Metrics(), Logs(1), Logs(2), Changes(), Completed()];

    /// <summary>A first pass whose changes are still to come.</summary>
    public IReadOnlyList<ITenantMessage> TooEarly =>
        [Alarm(), Requested(), Access(), Redeemed(), Metrics(), Logs(1), Logs(2), EarlyChanges(), Completed()];

    /// <summary>The second pass after its request: the changes are there now.</summary>
    public IReadOnlyList<ITenantMessage> SecondPass =>
    [
        Access() with { Pass = 2 }, Redeemed(minutes: 11) with { Pass = 2 }, Changes() with { Pass = 2 },
        Completed("changes") with { Pass = 2 },
    ];

    public AlarmStateChanged Alarm(
        AlarmState state = AlarmState.Alarm, int minutes = 3, string name = "checkout-errors-P1") => new()
    {
        TenantId = tenant, IncidentId = IncidentId, IncidentKey = "key", Alarm = Fact(state, minutes, name),
        InvestigationId = InvestigationId, ReceivedAt = Onset.AddMinutes(minutes),
    };

    public AlarmGroupResolved Resolved(int minutes) =>
        new() { TenantId = tenant, IncidentId = IncidentId, AsOf = Onset.AddMinutes(minutes) };

    public InvestigationRequested Requested() => new()
    {
        TenantId = tenant, InvestigationId = InvestigationId, IncidentId = IncidentId, IncidentKey = "key",
        Trigger = InvestigationTrigger.Alarm,
        Alarm = Fact(AlarmState.Alarm, 3, "checkout-errors-P1"), Pass = 1, RequestedAt = Onset.AddMinutes(4),
        Window = new()
        {
            From = Onset.AddMinutes(-12), To = Onset.AddMinutes(8),
            Baselines = [new() { From = Onset.AddMinutes(-72), To = Onset.AddMinutes(-12),
                Kind = BaselineKind.Adjacent }],
        },
    };

    public AccessDecided Access(params string[] integrations) => new()
    {
        TenantId = tenant, InvestigationId = InvestigationId, Pass = 1,
        Integrations = [.. (integrations.Length == 0 ? [Integration] : integrations).Select(id => new IntegrationAccess
        {
            IntegrationId = id, Provider = CloudProvider.Aws, Account = "111122223333", LeaseId = $"lea_{id}",
        })],
    };

    public AccessDecided Refused() => new()
    {
        TenantId = tenant, InvestigationId = InvestigationId, Pass = 1,
        Integrations =
        [
            new()
            {
                IntegrationId = Integration, Provider = CloudProvider.Aws, Account = "111122223333",
                Reason = RefusalReason.ExternalIdMismatch,
                Message = "AssumeRole was refused.", Remedy = "Put the external id into the role's trust policy.",
            },
        ],
    };

    public SessionRedeemed Redeemed(int run = 1, int minutes = 5) => new()
    {
        TenantId = tenant, InvestigationId = InvestigationId, Pass = 1, IntegrationId = Integration,
        LeaseId = $"lea_{Integration}",
        RunNumber = run, StartedAt = Onset.AddMinutes(minutes),
    };

    public FindingsPublished Metrics(int run = 1) => Part("metrics", run, 1) with
    {
        Metrics = [Series("Errors", 0, 42, MetricRole.Alarm, "Count"),
            Series("Duration", 400, 3000, MetricRole.Companion, "Milliseconds")],
        States =
        [
            new()
            {
                EvidenceId = Id("state"), Resource = Function, Status = ResourceStatus.Healthy, NativeStatus = "Active",
                Conditions = [],
                Attributes = new Dictionary<string, string> { ["Timeout"] = "3", ["MemorySize"] = "128" },
                ObservedAt = Collected,
            },
        ],
    };

    public FindingsPublished Logs(int part, int run = 1) => Part("logs", run, part) with
    {
        Logs =
        [
            part == 1
                ? Pattern("Task timed out after <*> seconds", 0, 40, "log1")
                : Pattern("ERROR legacy lookup failed", 300, 305, $"log{part}"),
        ],
    };

    public FindingsPublished Changes(int run = 1) => Part("changes", run, 1) with
    {
        Changes =
        [
            new()
            {
                EvidenceId = Id("change"), Resource = Function, Kind = ChangeKind.Configuration,
                Summary = "Configuration of checkout",
                Time = new() { OccurredAt = Onset.AddMinutes(-2), UncertaintySeconds = 1, ObservedAt = Collected },
                Differences = [new() { Field = "MemorySize", Before = "1024", After = "128" }],
            },
        ],
    };

    public FindingsPublished EarlyChanges() => Part("changes", 1, 1) with
    {
        Coverage = [new() { Source = "changes", Api = "changes:Read", Mandatory = false,
            Outcome = CoverageOutcome.TooEarly }],
    };

    public CollectionCompleted Completed(string onlySource) =>
        Completed() with { Sources = [.. Completed().Sources.Where(source => source.Source == onlySource)] };

    public CollectionCompleted Completed(int run = 1) => new()
    {
        TenantId = tenant, InvestigationId = InvestigationId, Pass = 1, IntegrationId = Integration,
        LeaseId = $"lea_{Integration}",
        RunNumber = run,
        Sources = [Result("metrics", 1), Result("logs", 2), Result("changes", 1)], CompletedAt = Onset.AddMinutes(9),
    };

    public CollectionFailed Failed(int run = 0) => new()
    {
        TenantId = tenant, InvestigationId = InvestigationId, Pass = 1, IntegrationId = Integration,
        LeaseId = $"lea_{Integration}",
        RunNumber = run,
        Reason = RefusalReason.ProviderUnreachable, Message = "STS did not answer.", Remedy = "Try again.",
        FailedAt = Onset.AddMinutes(6),
    };

    public FindingsPublished Part(string source, int run, int part, string integration = Integration) => new()
    {
        TenantId = tenant, InvestigationId = InvestigationId, Pass = 1, IntegrationId = integration,
        LeaseId = $"lea_{integration}",
        Region = "eu-west-1", Source = source, RunNumber = run, Part = part, CollectedAt = Collected,
        Coverage = [new() { Source = source, Api = $"{source}:Read", Mandatory = true,
            Outcome = CoverageOutcome.Complete }],
    };

    public string Id(string name) => $"evi_{name}_{tenant}_{number}";

    private static SourceResult Result(string source, int parts) => new()
    {
        Region = "eu-west-1", Source = source, Outcome = CoverageOutcome.Complete, Parts = parts,
        DurationMilliseconds = 900, CallsUsed = 2,
    };

    private static AlarmFact Fact(AlarmState state, int minutes, string name) => new()
    {
        Provider = CloudProvider.Aws, Id = $"arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{name}", Name = name,
        Account = "111122223333",
        Region = "eu-west-1", State = state, StateChangedAt = Onset.AddMinutes(minutes), Threshold = 5,
        Comparison = "GreaterThanThreshold",
        Dimensions = new Dictionary<string, string> { ["FunctionName"] = "checkout" },
    };

    private MetricSeries Series(string name, double normal, double abnormal, MetricRole role, string unit) => new()
    {
        EvidenceId = Id($"metric_{name}"), Resource = Function, Namespace = "AWS/Lambda", Name = name,
        Statistic = "Sum", Unit = unit, PeriodSeconds = 60, Role = role, ObservedAt = Collected,
        Points =
        [
            .. Enumerable.Range(-72, 80).Select(minute => new MetricPoint
            {
                Time = Onset.AddMinutes(minute), Value = minute < 0 ? normal : abnormal,
            }),
        ],
    };

    private LogPattern Pattern(string template, int before, int after, string name) => new()
    {
        EvidenceId = Id(name), Resource = Function, PatternId = name, Template = template, Severity = LogSeverity.Error,
        FirstSeen = Onset,
        LastSeen = Onset.AddMinutes(8), Samples = [], ObservedAt = Collected,
        BaselineCountsPerMinute = [.. Enumerable.Repeat(before, 60)],
        IncidentCountsPerMinute = [.. Enumerable.Range(0, 20).Select(minute => minute < 12 ? before : after)],
    };
}
