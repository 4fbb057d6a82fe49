using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>An account, subscription or project with its cloud.</summary>
public sealed record CloudAccount(CloudProvider Provider, string Account)
{
    /// <summary>Subscriptions are GUIDs whose case says nothing; projects and account ids have none.</summary>
    public static CloudAccount Of(CloudProvider provider, string account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return new CloudAccount(provider, account.ToLowerInvariant());
    }
}
