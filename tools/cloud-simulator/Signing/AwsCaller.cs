using CauseFlow.CloudSimulation.Sts;

namespace CauseFlow.CloudSimulation.Signing;

/// <summary>Who signed a request.</summary>
/// <param name="AccessKeyId">The access key of the signature.</param>
/// <param name="Account">Account of the identity.</param>
/// <param name="Arn">Identity: a user, or an assumed role with its session name.</param>
/// <param name="Region">Region of the credential scope.</param>
/// <param name="Session">The session, or null for a long-lived key.</param>
internal sealed record AwsCaller(string AccessKeyId, string Account, string Arn, string Region, AwsSession? Session)
{
    public string? SessionName => Session?.SessionName;
}
