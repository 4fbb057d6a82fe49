using System.ComponentModel.DataAnnotations;

namespace CauseFlow.ServiceDefaults.Identity;

/// <summary>Section <c>Identity:Kubernetes</c>: whose projected service-account tokens are taken from other services.</summary>
public sealed class ClusterIdentityOptions
{
    /// <summary>
    /// The cluster's issuer, as <c>kubectl get --raw /.well-known/openid-configuration</c> says. None by default: then no such token is
    /// taken.
    /// </summary>
    public string? Issuer { get; set; }

    /// <summary>The namespace of the other services; required with an issuer.</summary>
    public string? Namespace { get; set; }

    /// <summary>File of the cluster's public keys (JWKS), as <c>kubectl get --raw /openid/v1/jwks</c> prints them.</summary>
    public string? KeySetFile { get; set; }

    /// <summary>Where the keys are instead, https (http only on loopback).</summary>
    public string? KeySetAddress { get; set; }

    /// <summary>PEM file of the authority of that address; no other counts then. Default: the machine's own authorities.</summary>
    public string? KeySetCaFile { get; set; }

    /// <summary>File of a token to show there, for an API server that does not tell everybody. None by default.</summary>
    public string? KeySetTokenFile { get; set; }

    /// <summary>
    /// Seconds after which the keys are read again. Default 300. For a key that is not among them they are read again at once, but not
    /// more often than every 10 seconds.
    /// </summary>
    [Range(10, 86_400)]
    public int KeySetCacheSeconds { get; set; } = 300;

    internal IEnumerable<string> Problems()
    {
        if (string.IsNullOrEmpty(Issuer))
        {
            yield break;
        }

        if (string.IsNullOrEmpty(Namespace))
        {
            yield return "Identity:Kubernetes:Namespace is missing: accounts of other namespaces must not count.";
        }

        if (string.IsNullOrEmpty(KeySetFile) == string.IsNullOrEmpty(KeySetAddress))
        {
            yield return "Identity:Kubernetes needs either KeySetFile or KeySetAddress.";
        }

        if (!string.IsNullOrEmpty(KeySetAddress) && !(Uri.TryCreate(KeySetAddress, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))))
        {
            yield return "Identity:Kubernetes:KeySetAddress is no https address.";
        }
    }
}
