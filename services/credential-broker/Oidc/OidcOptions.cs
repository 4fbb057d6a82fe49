using System.ComponentModel.DataAnnotations;

namespace CauseFlow.CredentialBroker.Oidc;

/// <summary>
/// Section <c>Broker:Oidc</c>: the broker as an issuer of tokens that clouds accept in place of a secret.
/// </summary>
public sealed class OidcOptions
{
    /// <summary>
    /// The public base URL of the installation, such as <c>https://causeflow.example.com</c>, under which the gateway offers
    /// <c>/.well-known/openid-configuration</c>. Without it no integration can be keyless. It is part of what customers set up:
    /// changing it breaks their federated credentials.
    /// </summary>
    [RegularExpression(@"https?://[^\s""<>?#]+")]
    public string? Issuer { get; set; }

    /// <summary>
    /// Minutes that a cloud may keep the key set. A new key signs only after them, and an old one stays published for them
    /// after its last token has expired. Default 60.
    /// </summary>
    [Range(1, 1440)]
    public int CacheMinutes { get; set; } = 60;
}
