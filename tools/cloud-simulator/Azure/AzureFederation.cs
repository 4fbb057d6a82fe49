namespace CauseFlow.CloudSimulation.Azure;

/// <summary>The federated identity credential of the app: whose tokens Entra takes in place of a secret.</summary>
public sealed record AzureFederation
{
    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    public string Audience { get; init; } = "api://AzureADTokenExchange";

    /// <summary>The issuer's keys as JSON.</summary>
    public string? Jwks { get; init; }

    /// <summary>Where the keys are fetched, when they are not given.</summary>
    public Uri? JwksUri { get; init; }
}

/// <summary>What Entra thinks of the app's secret.</summary>
public enum AzureSecretState
{
    Valid,

    /// <summary>Its end date has passed: number 7000222.</summary>
    Expired,

    /// <summary>It was deleted: number 7000215, as for any wrong one.</summary>
    Revoked,
}
