using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation;

/// <summary>
/// Everything that a client needs to connect, printed when the process is ready and served at GET /facts.
/// </summary>
public sealed record SimulatorFacts
{
    public required string Scenario { get; init; }

    public required Uri AwsEndpoint { get; init; }

    public required Uri SnsEndpoint { get; init; }

    /// <summary>The host of SnsEndpoint; the caller maps it to 127.0.0.1.</summary>
    public required string SnsHost { get; init; }

    public required int SnsPort { get; init; }

    public required Uri ControlEndpoint { get; init; }

    /// <summary>PEM of the root under which SNS signs and serves.</summary>
    public required string SnsRootPem { get; init; }

    public required string Account { get; init; }

    public required string Region { get; init; }

    public required string PrincipalArn { get; init; }

    public required string PrincipalAccessKeyId { get; init; }

    public required string PrincipalSecretAccessKey { get; init; }

    /// <summary>The role to connect.</summary>
    public required string RoleArn { get; init; }

    /// <summary>ARNs of all roles, by name.</summary>
    public required IReadOnlyDictionary<string, string> RoleArns { get; init; }

    /// <summary>What the role's trust policy demands now; null if none was set.</summary>
    public string? ExternalId { get; init; }

    public required string TopicArn { get; init; }

    public required string AlarmName { get; init; }

    public required string AlarmArn { get; init; }

    public required DateTimeOffset AlarmTime { get; init; }

    /// <summary>All of Google's APIs, plain http; null where the scenario has no project there.</summary>
    public Uri? GoogleEndpoint { get; init; }

    public string? GoogleProject { get; init; }

    public string? GoogleServiceAccountEmail { get; init; }

    /// <summary>The key file of the service account, as JSON.</summary>
    public string? GoogleServiceAccountKey { get; init; }

    /// <summary>Resource name of the workload identity provider.</summary>
    public string? GoogleWorkloadIdentityAudience { get; init; }

    /// <summary>True where an alerting policy of Google's fires: POST /google/alarm sends it.</summary>
    public bool HasGoogleAlarm { get; init; }

    /// <summary>https; Entra, ARM and Log Analytics. Null, as all that begins with Azure, for a scenario without Azure.</summary>
    public Uri? AzureEndpoint { get; init; }

    /// <summary>PEM of the root under which Azure serves.</summary>
    public string? AzureRootPem { get; init; }

    public string? AzureTenantId { get; init; }

    public string? AzureClientId { get; init; }

    public string? AzureClientSecret { get; init; }

    public IReadOnlyList<string>? AzureSubscriptions { get; init; }

    /// <summary>The Log Analytics workspace's customer id.</summary>
    public string? AzureWorkspaceId { get; init; }

    /// <summary>ARM id of the alert.</summary>
    public string? AzureAlertId { get; init; }

    /// <summary>
    /// Where all of this is, by the environment variables of the vendors' own tools and libraries; the principal's key too.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required ScenarioTruth Truth { get; init; }

    public required IReadOnlyList<string> Canaries { get; init; }

    public override string ToString() => $"{Scenario} at {AwsEndpoint} [redacted]";
}
