using System.Text.Json.Nodes;

namespace CauseFlow.CredentialBroker.Providers.Aws.Setup;

/// <summary>What an admin needs to make the role and the alarm topic. It holds the external id, so nothing prints it.</summary>
public sealed record AwsSetup
{
    /// <summary>A secret of the tenant. It is a parameter of both templates, so that they can be kept in a repository.</summary>
    public required string ExternalId { get; init; }
    public required string PrincipalArn { get; init; }
    public required string Partition { get; init; }

    /// <summary>Region of the links and commands.</summary>
    public required string Region { get; init; }
    public required JsonObject TrustPolicy { get; init; }
    public required JsonObject PermissionPolicy { get; init; }

    /// <summary>The CloudFormation template, as <c>?format=cloudformation</c> gives it.</summary>
    public required JsonObject CloudFormation { get; init; }

    /// <summary>
    /// Opens the console with everything filled in but the external id, which belongs into no URL; null when the operator
    /// has published no template (Aws:TemplateUrl).
    /// </summary>
    public string? QuickCreateUrl { get; init; }

    /// <summary>The Terraform configuration, as <c>?format=terraform</c> gives it.</summary>
    public required string Terraform { get; init; }

    /// <summary>The alarm topic by hand: topic, dead-letter queue, subscription.</summary>
    public required IReadOnlyList<string> SnsCommands { get; init; }

    /// <summary>An alarm that proves the whole way once a day, by hand; the right to fire it stays in the account.</summary>
    public required IReadOnlyList<string> CanaryCommands { get; init; }

    /// <summary>
    /// A queue that alarms are taken from, for an installation that cannot be reached from outside, by hand; with the policy that
    /// lets CauseFlow receive from and delete in this one queue, the only write that it ever asks for.
    /// </summary>
    public required IReadOnlyList<string> IntakeCommands { get; init; }

    /// <summary>What to do with all this, in order.</summary>
    public required IReadOnlyList<string> Steps { get; init; }

    public override string ToString() => $"AwsSetup {{ PrincipalArn = {PrincipalArn}, ExternalId = [redacted] }}";
}
