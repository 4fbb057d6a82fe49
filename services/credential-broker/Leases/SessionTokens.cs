using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CauseFlow.CredentialBroker.Keys;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Providers;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>
/// <c>leaseId.collector.mac</c>, where the MAC is over lease, collector and integration. It is computed whenever it is
/// needed and stored nowhere; without the collector's own identity it is worth nothing.
/// </summary>
public sealed class SessionTokens(BrokerKeys keys, CloudAccesses clouds)
{
    private const int MaxTokenLength = 200;

    /// <summary>The token of a lease, the same each time.</summary>
    public string Create(string leaseId, string collector, string integrationId) =>
        $"{leaseId}.{collector}.{Base64Url.EncodeToString(keys.TokenMac(Content(leaseId, collector, integrationId)))}";

    /// <summary>Whether this is the token of that lease; the time does not depend on where it differs.</summary>
    public bool IsValid(string token, string leaseId, string collector, string integrationId)
    {
        ArgumentNullException.ThrowIfNull(token);
        var given = Encoding.UTF8.GetBytes(token);
        return keys.TokenMacs(Content(leaseId, collector, integrationId)).Any(mac => CryptographicOperations.FixedTimeEquals(
            given, Encoding.UTF8.GetBytes($"{leaseId}.{collector}.{Base64Url.EncodeToString(mac)}")));
    }

    /// <summary>Which lease and collector a token claims to be for; null when it is no token at all.</summary>
    public static (string LeaseId, string Collector)? Parse(string token) =>
        token is { Length: > 0 and <= MaxTokenLength }
        && token.Split('.') is [var lease, { Length: > 0 } collector, { Length: > 0 }]
        && Ids.IsValid(lease, "lea")
            ? (lease, collector)
            : null;

    // None of the three parts can hold the separator: two are ids, and a collector is a service's name.
    private static byte[] Content(string leaseId, string collector, string integrationId) =>
        Encoding.UTF8.GetBytes($"session|{leaseId}|{collector}|{integrationId}");

    /// <summary>The message that hands a lease to its collector; the same each time.</summary>
    public ISessionGranted GrantOf(Lease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return clouds.OfCollector(lease.Collector)
            .GrantOf(lease, Create(lease.Id, lease.Collector, lease.IntegrationId));
    }
}
