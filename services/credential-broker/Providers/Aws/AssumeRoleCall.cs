namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>One AssumeRole request. The external id is a secret, so nothing prints it.</summary>
public sealed record AssumeRoleCall
{
    public required string RoleArn { get; init; }

    /// <summary>Whose STS endpoint is asked.</summary>
    public required string Region { get; init; }

    /// <summary>2 to 64 characters of <c>[\w+=,.@-]</c>; the customer's CloudTrail shows it.</summary>
    public required string SessionName { get; init; }

    /// <summary>Null only for the confused-deputy probe.</summary>
    public required string? ExternalId { get; init; }

    /// <summary>JSON, at most 2,048 characters.</summary>
    public required string SessionPolicy { get; init; }

    /// <summary>900 seconds is the least that STS accepts.</summary>
    public int DurationSeconds { get; init; } = 900;

    public override string ToString() =>
        $"AssumeRoleCall {{ RoleArn = {RoleArn}, SessionName = {SessionName}, ExternalId = [redacted] }}";
}
