using System.Text.Json.Nodes;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>What an admin needs to make the role. It holds the external id, so nothing prints it.</summary>
public sealed record AwsSetup
{
    public required string ExternalId { get; init; }
    public required string PrincipalArn { get; init; }
    public required JsonObject TrustPolicy { get; init; }
    public required JsonObject PermissionPolicy { get; init; }

    public override string ToString() => $"AwsSetup {{ PrincipalArn = {PrincipalArn}, ExternalId = [redacted] }}";
}
