using CauseFlow.Contracts;
using CauseFlow.Messaging;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>Sends grants under their own types: on the bus a message is of the type that it was promised as.</summary>
internal static class GrantMessages
{
    /// <exception cref="InvalidOperationException">This release has no such message.</exception>
    public static void AddGrant(this Outbox<BrokerDbContext> outbox, ISessionGranted grant)
    {
        switch (grant)
        {
            case AwsSessionGranted aws:
                outbox.Add(aws);
                break;
            case AzureSessionGranted azure:
                outbox.Add(azure);
                break;
            case GcpSessionGranted gcp:
                outbox.Add(gcp);
                break;
            default:
                throw new InvalidOperationException($"No queue takes {grant.GetType().Name}.");
        }
    }
}
