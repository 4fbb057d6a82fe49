using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Providers.Gcp;

/// <summary>
/// One scope for each audience, the narrowest that its API takes for reads. No read-only scope fits all APIs, and Cloud Run
/// takes the whole platform's alone: there only the account's roles bound what the token can do.
/// </summary>
public static class GcpScopes
{
    private const string Prefix = "https://www.googleapis.com/auth/";

    /// <summary>Of the federated token that only impersonates.</summary>
    public const string Impersonation = Prefix + "iam";

    public static IReadOnlyDictionary<string, string> ByAudience { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [CredentialAudiences.GcpLogging] = Prefix + "logging.read",
        [CredentialAudiences.GcpMonitoring] = Prefix + "monitoring.read",
        [CredentialAudiences.GcpCompute] = Prefix + "compute.readonly",
        [CredentialAudiences.GcpContainer] = Prefix + "container.read-only",
        [CredentialAudiences.GcpRun] = Prefix + "cloud-platform",
        [CredentialAudiences.GcpResourceManager] = Prefix + "cloud-platform.read-only",
    };
}
