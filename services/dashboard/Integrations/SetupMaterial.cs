using System.Text.Json;

namespace CauseFlow.Dashboard.Integrations;

/// <summary>What makes the role and the topic of AWS. It holds the external id, so nothing prints it.</summary>
public sealed record AwsSetup(
    string ExternalId, string PrincipalArn, string Partition, string Region, JsonElement TrustPolicy, JsonElement PermissionPolicy,
    JsonElement CloudFormation, string? QuickCreateUrl, string Terraform, IReadOnlyList<string> SnsCommands,
    IReadOnlyList<string>? CanaryCommands, IReadOnlyList<string>? IntakeCommands)
{
    public override string ToString() => "AwsSetup { [redacted] }";
}

/// <summary>What makes the application of Azure.</summary>
public sealed record AzureSetup(
    string Role, IReadOnlyList<string> Permissions, JsonElement CustomRole, KeylessSubject? Keyless,
    IReadOnlyList<string> AzCommands, IReadOnlyList<string>? KeylessCommands, string Terraform);

/// <summary>What makes the service account of Google Cloud.</summary>
public sealed record GcpSetup(
    IReadOnlyList<string> Roles, IReadOnlyList<string> Permissions, IReadOnlyList<string> Apis, KeylessSubject? Keyless,
    JsonElement? KeylessDocument, IReadOnlyList<string> GcloudCommands, IReadOnlyList<string>? KeylessCommands, string Terraform);

/// <summary>Whose tokens a cloud is told to take; null in a set-up where this installation issues none.</summary>
public sealed record KeylessSubject(string Issuer, string Subject, string Audience, string JwksUri);

/// <summary>A secret that was handed in. The secret itself is never seen again.</summary>
/// <param name="Id">To be named when connecting.</param>
/// <param name="Kind">Such as <c>gcp_service_account_key</c>.</param>
/// <param name="Principal">The service account; null for a client secret.</param>
/// <param name="Fingerprint">Tells two secrets apart.</param>
public sealed record HandedIn(string Id, string Kind, string? Principal, string Fingerprint);
