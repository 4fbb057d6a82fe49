using Amazon.Runtime;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>The session of one run, in memory only. Forgetting it ends every later call of the run.</summary>
internal sealed class AwsSession
{
    private volatile SessionAWSCredentials? _credentials;

    public AwsSession(RedeemedCredentials credentials)
    {
        if (credentials is not { AccessKeyId: { } id, SecretAccessKey: { } secret, SessionToken: { } token })
        {
            throw new Collection.PermanentCollectionException(
                RefusalReason.ProviderError, "The broker's answer holds no complete AWS session.",
                "Look at the credential broker's log.");
        }

        _credentials = new SessionAWSCredentials(id, secret, token);
    }

    public AWSCredentials Credentials => _credentials ?? throw new Collection.PermanentCollectionException(
        RefusalReason.LeaseClosed, "The lease is closed and its session dropped.", "None needed.");

    public void Forget() => _credentials = null;

    public override string ToString() => "AwsSession { [redacted] }";
}
