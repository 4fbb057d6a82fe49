namespace CauseFlow.Demo.Api;

/// <summary>What the simulator tells when it is ready, as far as the demo needs it.</summary>
internal sealed record SimulatorFacts
{
    public required Uri AwsEndpoint { get; init; }
    public required Uri ControlEndpoint { get; init; }
    public required string SnsHost { get; init; }
    public required int SnsPort { get; init; }
    public required string SnsRootPem { get; init; }
    public required string Account { get; init; }
    public required string Region { get; init; }
    public required string PrincipalArn { get; init; }
    public required string RoleArn { get; init; }
    public required string TopicArn { get; init; }
    public required string AlarmName { get; init; }
    public required ScenarioTruth Truth { get; init; }

    /// <summary>Where the clouds are, by the variables of their own tools.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Null, as all that begins with Azure, for a scenario without Azure.</summary>
    public Uri? AzureEndpoint { get; init; }
    public string? AzureRootPem { get; init; }
    public string? AzureTenantId { get; init; }
    public string? AzureClientId { get; init; }
    public string? AzureClientSecret { get; init; }
    public IReadOnlyList<string>? AzureSubscriptions { get; init; }
    public string? AzureWorkspaceId { get; init; }

    /// <summary>Set where it is Azure that raises the alarm.</summary>
    public string? AzureAlertId { get; init; }

    /// <summary>Null, as all that begins with Google, for a scenario without Google Cloud.</summary>
    public Uri? GoogleEndpoint { get; init; }
    public string? GoogleProject { get; init; }
    public string? GoogleServiceAccountKey { get; init; }

    /// <summary>True where it is Google Cloud that raises the alarm.</summary>
    public bool HasGoogleAlarm { get; init; }

    public override string ToString() => $"{Account} at {AwsEndpoint} [redacted]";
}
