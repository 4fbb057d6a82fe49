using System.ComponentModel.DataAnnotations;

namespace CauseFlow.Gateway;

/// <summary>Section <c>Gateway</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>Largest request body in bytes. Default 256 KiB.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public long MaxBodyBytes { get; set; } = 256 * 1024;

    /// <summary>Seconds without progress after which a call to a service is given up with 504. Default 30.</summary>
    [Range(1, 300)]
    public int UpstreamTimeoutSeconds { get; set; } = 30;

    /// <summary>
    /// Addresses of the proxies (load balancers, ingress) that stand before the gateway and set <c>X-Forwarded-For</c> and
    /// <c>X-Forwarded-Proto</c>. None by default: then those headers are ignored, and behind a proxy every client has the
    /// proxy's address and shares its rate limit.
    /// </summary>
    public IList<string> KnownProxies { get; } = [];

    /// <summary>The same as networks in CIDR form, such as <c>10.0.0.0/8</c>.</summary>
    public IList<string> KnownNetworks { get; } = [];

    /// <summary>File (mode 0600) that receives the first admin key, which is then not printed. None by default.</summary>
    public string? FirstAdminKeyFile { get; set; }

    /// <summary>File of the route table. Default: <c>gateway.routes.json</c> beside the program.</summary>
    public string? RoutesFile { get; set; }
}
