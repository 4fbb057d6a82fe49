using System.ComponentModel.DataAnnotations;

namespace CauseFlow.ServiceDefaults.Identity;

/// <summary>Section <c>Identity</c>: where the keys of this process and of its peers are.</summary>
public sealed class IdentityOptions
{
    /// <summary>Folder of <c>&lt;service&gt;.key.pem</c> (ES256, mode 0600).</summary>
    [Required]
    public string KeyFolder { get; set; } = "keys";

    /// <summary>Folder of the peers' <c>&lt;service&gt;.pub.pem</c>. Default: <see cref="KeyFolder"/>.</summary>
    public string? TrustedKeyFolder { get; set; }

    /// <summary>Make a missing key pair at start, as all-in-one does. Default false.</summary>
    public bool CreateMissing { get; set; }

    /// <summary>
    /// In a cluster: folder of this pod's projected service-account tokens, one file for each service that it calls, with the audience
    /// <c>causeflow-&lt;service&gt;</c>. Other services are then called with these, and only the gateway needs a key of its own.
    /// None by default.
    /// </summary>
    public string? ProjectedTokenFolder { get; set; }

    /// <summary>In a cluster: whose tokens are taken from callers.</summary>
    public ClusterIdentityOptions Kubernetes { get; set; } = new();

    internal bool IsInCluster => ProjectedTokenFolder is { Length: > 0 } || Kubernetes.Issuer is { Length: > 0 };
}
