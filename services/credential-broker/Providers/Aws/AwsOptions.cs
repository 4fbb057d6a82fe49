using System.ComponentModel.DataAnnotations;

namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>Section <c>Aws</c>. The principal's own credentials come from the SDK's default chain, never from here.</summary>
public sealed class AwsOptions
{
    /// <summary>Per partition (aws, aws-cn, aws-us-gov) the ARN of the principal that assumes customers' roles.</summary>
    public Dictionary<string, string> PrincipalArn { get; set; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Accept roles that can be assumed without the external id. Only for an installation with one tenant; with more,
    /// one tenant could connect another's account. Default false.
    /// </summary>
    public bool AllowRolesWithoutExternalId { get; set; }

    /// <summary>
    /// Seconds that one STS call may take, the principal's own credentials included. Default 8: below the 10 s after
    /// which the collector gives an attempt up, so that it hears why.
    /// </summary>
    [Range(1, 9)]
    public int StsTimeoutSeconds { get; set; } = 8;

    /// <summary>
    /// https address of the CloudFormation template that the operator has published from the set-up page (CloudFormation
    /// reads templates from S3 only). With it the set-up page has a quick-create link.
    /// </summary>
    [RegularExpression(@"https://[^\s""<>]+")]
    public string? TemplateUrl { get; set; }

    /// <summary>Where STS is, for tests and simulators; else <c>AWS_ENDPOINT_URL_STS</c>, <c>AWS_ENDPOINT_URL</c>, else AWS.</summary>
    public string? StsEndpointUrl { get; set; }
}
