using System.Text.Json.Nodes;

namespace CauseFlow.CloudSimulation.Scenarios;

/// <summary>One simulated Google Cloud project. Times are in minutes relative to the alarm, as everywhere.</summary>
public sealed record ScenarioGoogle
{
    public required string Project { get; init; }

    /// <summary>Digits, as text.</summary>
    public required string ProjectNumber { get; init; }

    /// <summary>ACTIVE or DELETE_REQUESTED.</summary>
    public string ProjectState { get; init; } = "ACTIVE";

    public ScenarioServiceAccount ServiceAccount { get; init; } = new();

    /// <summary>IAM permissions that the service account holds in the project.</summary>
    public IReadOnlyList<string> Permissions { get; init; } =
    [
        "monitoring.alertPolicies.get", "monitoring.timeSeries.list", "logging.logEntries.list", "compute.instances.list",
        "container.clusters.list", "container.clusters.get", "container.operations.list", "run.services.list",
        "run.revisions.list", "resourcemanager.projects.get",
    ];

    /// <summary>Permissions that Google had once and does not know any more.</summary>
    public IReadOnlyList<string> GivenUpPermissions { get; init; } = [];

    /// <summary>APIs that are switched off in the project, such as <c>run.googleapis.com</c>.</summary>
    public IReadOnlyList<string> DisabledApis { get; init; } = [];

    /// <summary>Null where nothing of Google's fires.</summary>
    public ScenarioGoogleAlarm? Alarm { get; init; }

    public IReadOnlyList<ScenarioTimeSeries> TimeSeries { get; init; } = [];

    public IReadOnlyList<ScenarioLogStream> Logs { get; init; } = [];

    public IReadOnlyList<ScenarioAuditEntry> AuditLog { get; init; } = [];

    public IReadOnlyList<ScenarioComputeInstance> Instances { get; init; } = [];

    /// <summary>Zones that have no instance and still answer.</summary>
    public IReadOnlyList<string> EmptyZones { get; init; } = [];

    public IReadOnlyList<ScenarioCluster> Clusters { get; init; } = [];

    public IReadOnlyList<ScenarioRunService> RunServices { get; init; } = [];

    public string PolicyName => $"projects/{Project}/alertPolicies/{Alarm?.Policy}";

    public string ConditionName => $"{PolicyName}/conditions/{Alarm?.Condition}";
}

/// <summary>The account that CauseFlow is given.</summary>
public sealed record ScenarioServiceAccount
{
    public string Name { get; init; } = "causeflow-reader";

    /// <summary>True: both its key and its impersonation are refused.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>Whether the pool's principals hold roles/iam.workloadIdentityUser on it.</summary>
    public bool IsImpersonable { get; init; } = true;

    public string Pool { get; init; } = "causeflow";

    public string Provider { get; init; } = "broker";

    public string EmailIn(string project) => $"{Name}@{project}.iam.gserviceaccount.com";

    public string AudienceIn(string projectNumber) =>
        $"//iam.googleapis.com/projects/{projectNumber}/locations/global/workloadIdentityPools/{Pool}/providers/{Provider}";
}

/// <summary>An alerting policy with one threshold condition, and the incident that it opened.</summary>
public sealed record ScenarioGoogleAlarm
{
    public required string Name { get; init; }

    public required string Policy { get; init; }

    public required string Condition { get; init; }

    public required string IncidentId { get; init; }

    public required string MetricType { get; init; }

    public required string ResourceType { get; init; }

    public IReadOnlyDictionary<string, string> ResourceLabels { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> MetricLabels { get; init; } = new Dictionary<string, string>();

    public double Threshold { get; init; }

    /// <summary>As the API spells it: COMPARISON_GT or COMPARISON_LT.</summary>
    public string Comparison { get; init; } = "COMPARISON_GT";

    public string Aligner { get; init; } = "ALIGN_RATE";

    public int AlignmentSeconds { get; init; } = 60;

    /// <summary>Seconds that the threshold must be crossed for.</summary>
    public int DurationSeconds { get; init; } = 120;

    public string ObservedValue { get; init; } = "1.0";

    public string Documentation { get; init; } = "";
}

/// <summary>One time series: the level of a minute is its value, for a DELTA metric its sum.</summary>
public sealed record ScenarioTimeSeries
{
    public required string Type { get; init; }

    /// <summary>GAUGE or DELTA.</summary>
    public string Kind { get; init; } = "GAUGE";

    /// <summary>INT64, DOUBLE or DISTRIBUTION.</summary>
    public string ValueType { get; init; } = "DOUBLE";

    public string Unit { get; init; } = "1";

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public required string ResourceType { get; init; }

    public IReadOnlyDictionary<string, string> ResourceLabels { get; init; } = new Dictionary<string, string>();

    public required IReadOnlyList<ScenarioSegment> Segments { get; init; }
}

/// <summary>A log of one monitored resource whose entries are generated.</summary>
public sealed record ScenarioLogStream
{
    /// <summary>Name after <c>logs/</c>, not encoded, such as <c>run.googleapis.com/stderr</c>.</summary>
    public required string Log { get; init; }

    /// <summary>Null leaves the member out, which means DEFAULT.</summary>
    public string? Severity { get; init; }

    public required string ResourceType { get; init; }

    public IReadOnlyDictionary<string, string> ResourceLabels { get; init; } = new Dictionary<string, string>();

    /// <summary>True: each line is the message of a jsonPayload.</summary>
    public bool IsJson { get; init; }

    public required IReadOnlyList<ScenarioLogLine> Lines { get; init; }

    public required IReadOnlyList<ScenarioSegment> Segments { get; init; }
}

/// <summary>One entry of an audit log.</summary>
public sealed record ScenarioAuditEntry
{
    public required double AtMinute { get; init; }

    /// <summary>activity or system_event.</summary>
    public string Log { get; init; } = "activity";

    public required string Service { get; init; }

    public required string Method { get; init; }

    public required string Resource { get; init; }

    public string Principal { get; init; } = "deployer@example.com";

    public required string ResourceType { get; init; }

    public IReadOnlyDictionary<string, string> ResourceLabels { get; init; } = new Dictionary<string, string>();

    /// <summary>A long operation has two entries of this id.</summary>
    public string? Operation { get; init; }

    public bool IsFirst { get; init; }

    public bool IsLast { get; init; }

    /// <summary>0 for success; 7 is a denial.</summary>
    public int StatusCode { get; init; }

    public string? StatusMessage { get; init; }

    public JsonNode? Request { get; init; }
}

/// <summary>A Compute Engine instance.</summary>
public sealed record ScenarioComputeInstance
{
    public required string Name { get; init; }

    /// <summary>Digits, as text.</summary>
    public required string Id { get; init; }

    public required string Zone { get; init; }

    public string Status { get; init; } = "RUNNING";

    public string? StatusMessage { get; init; }

    public string MachineType { get; init; } = "e2-standard-2";

    public double CreatedAtMinute { get; init; } = -60 * 24 * 20;

    public double StartedAtMinute { get; init; } = -60 * 24 * 20;

    public double? StoppedAtMinute { get; init; }

    public bool IsPreemptible { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Items of the metadata, startup scripts among them.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}

/// <summary>A GKE cluster with its node pools and operations, all in the API's own members.</summary>
public sealed record ScenarioCluster
{
    public required string Name { get; init; }

    public required string Location { get; init; }

    public JsonObject Body { get; init; } = [];

    public IReadOnlyList<JsonObject> NodePools { get; init; } = [];

    public IReadOnlyList<ScenarioClusterOperation> Operations { get; init; } = [];
}

/// <summary>An upgrade, a repair or another operation of a cluster.</summary>
public sealed record ScenarioClusterOperation
{
    public required string Name { get; init; }

    /// <summary>As the API spells it, such as UPGRADE_NODES.</summary>
    public required string Type { get; init; }

    public string Status { get; init; } = "DONE";

    public string? Detail { get; init; }

    /// <summary>Node pool that it is about; null for the cluster itself.</summary>
    public string? NodePool { get; init; }

    public required double StartMinute { get; init; }

    public double? EndMinute { get; init; }
}

/// <summary>A Cloud Run service; the newest revision is the last.</summary>
public sealed record ScenarioRunService
{
    public required string Name { get; init; }

    public required string Region { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public string LastModifier { get; init; } = "deployer@example.com";

    /// <summary>Minutes; when the service itself was last changed, its traffic for example.</summary>
    public double UpdatedAtMinute { get; init; }

    /// <summary>Why the roll-out failed, such as HEALTH_CHECK_CONTAINER_ERROR; null when it is ready.</summary>
    public string? FailedReason { get; init; }

    public string? FailedMessage { get; init; }

    public required IReadOnlyList<ScenarioRunRevision> Revisions { get; init; }

    /// <summary>Percent of the traffic by the revision's name; LATEST stands for the latest ready one.</summary>
    public required IReadOnlyDictionary<string, int> Traffic { get; init; }
}

/// <summary>A revision of a Cloud Run service with one container.</summary>
public sealed record ScenarioRunRevision
{
    public required string Name { get; init; }

    public required double CreatedAtMinute { get; init; }

    public required string Image { get; init; }

    public string Cpu { get; init; } = "1";

    public string Memory { get; init; } = "512Mi";

    public int Concurrency { get; init; } = 80;

    public int TimeoutSeconds { get; init; } = 300;

    public int MinInstances { get; init; }

    public int MaxInstances { get; init; } = 20;

    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>();

    /// <summary>Variables that come from Secret Manager: name to secret and version.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    public bool IsReady { get; init; } = true;

    public string? FailedReason { get; init; }
}
