namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>The one call of AWS STS that is used. One attempt: whoever redeems owns the retry.</summary>
public interface IStsClient
{
    /// <summary>Mints a session.</summary>
    /// <exception cref="StsException">STS refused, or could not be reached.</exception>
    Task<AwsSession> AssumeRoleAsync(AssumeRoleCall call, CancellationToken cancellationToken);
}
