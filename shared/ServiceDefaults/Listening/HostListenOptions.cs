using System.ComponentModel.DataAnnotations;

namespace CauseFlow.ServiceDefaults.Listening;

/// <summary>Section <c>Listen</c>: the two ports of a host.</summary>
public sealed class HostListenOptions
{
    /// <summary>Address of the API, scheme, IP address and port; port 0 takes a free one. Default loopback, free port.</summary>
    [Required]
    public string Api { get; set; } = "http://127.0.0.1:0";

    /// <summary>Address for other services, health and metrics. Default loopback, free port.</summary>
    [Required]
    public string Internal { get; set; } = "http://127.0.0.1:0";

    /// <summary>Largest request body in bytes. Default 1 MiB.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public long MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>PEM certificate (chain) for addresses with https; read again when it changes.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>PEM private key of <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; set; }
}
