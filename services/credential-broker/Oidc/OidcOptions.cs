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
    /// changing it breaks their federated credentials. https, but for this machine alone.
    /// </summary>
    [RegularExpression(@"https://[^\s""<>?#]+|http://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?(?:/[^\s""<>?#]*)?",
        ErrorMessage = "Broker:Oidc:Issuer must be an https address: whoever can change the key set on its way can sign.")]
    public string? Issuer { get; set; }

    /// <summary>
    /// Minutes that a cloud may keep the key set. A new key signs only after them, and an old one stays published for them
    /// after its last token has expired. Default 60.
    /// </summary>
    [Range(1, 1440)]
    public int CacheMinutes { get; set; } = 60;

    /// <summary>
    /// Days after which a signing key is followed by a new one by itself, such as 90. 0, the default, leaves rotating to an
    /// operator: customers who have uploaded the key set, in place of letting their cloud fetch it, must upload it again.
    /// </summary>
    [Range(0, 3650)]
    public int RotateAfterDays { get; set; }
}
