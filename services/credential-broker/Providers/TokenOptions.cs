using System.ComponentModel.DataAnnotations;

namespace CauseFlow.CredentialBroker.Providers;

/// <summary>Section <c>Broker:Tokens</c>: the token endpoints of Azure and Google Cloud.</summary>
public sealed class TokenOptions
{
    /// <summary>
    /// Seconds that one credential may take. Default 8: below the 10 s after which the collector gives an attempt up, so that
    /// it hears why.
    /// </summary>
    [Range(1, 9)]
    public int TimeoutSeconds { get; set; } = 8;

    /// <summary>
    /// Hosts besides Google's, each as <c>host:port</c>, that a pasted service-account key may name as its <c>token_uri</c>:
    /// for tests and simulators. Whoever may add one here may receive the assertions of customers' keys.
    /// </summary>
    public IReadOnlyList<string> GoogleTokenHosts { get; set; } = [];
}
