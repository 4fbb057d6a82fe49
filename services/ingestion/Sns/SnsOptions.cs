using System.ComponentModel.DataAnnotations;

namespace CauseFlow.Ingestion.Sns;

/// <summary>Configuration section <c>Sns</c>.</summary>
public sealed class SnsOptions
{
    /// <summary>Age from which a message is stale, in minutes. Default 75: SNS retries for at most an hour.</summary>
    [Range(5, 1440)]
    public int MaxAgeMinutes { get; set; } = 75;

    /// <summary>How far a message may be ahead of this server's clock, in minutes. Default 5.</summary>
    [Range(0, 60)]
    public int MaxAheadMinutes { get; set; } = 5;

    /// <summary>Time for fetching a certificate or confirming, connection included, in seconds. Default 5.</summary>
    [Range(1, 60)]
    public int FetchTimeoutSeconds { get; set; } = 5;

    /// <summary>Largest certificate or confirmation answer, in bytes. Default 64 KiB.</summary>
    [Range(1024, 1024 * 1024)]
    public int MaxFetchBytes { get; set; } = 64 * 1024;

    /// <summary>Certificates kept, and failures remembered, each. Default 64.</summary>
    [Range(1, 10_000)]
    public int MaxCachedCertificates { get; set; } = 64;

    /// <summary>How long a certificate is used before it is fetched again, in minutes. Default a day.</summary>
    [Range(1, 10_080)]
    public int CertificateLifetimeMinutes { get; set; } = 1440;

    /// <summary>How long a failed fetch is remembered, in seconds. Default 30.</summary>
    [Range(0, 3600)]
    public int FailureLifetimeSeconds { get; set; } = 30;

    /// <summary>Hosts of the operator for which only the host-name and address rules are lifted. Default none.</summary>
    [MaxLength(16)]
    public IList<SnsExtraHost> ExtraHosts { get; } = [];

    /// <summary>PEM files of further roots, trusted for the extra hosts only. Default none.</summary>
    [MaxLength(16)]
    public IList<string> ExtraRoots { get; } = [];

    /// <summary>
    /// PEM files of intermediate authorities, for installations that cannot reach the address which a signing certificate
    /// names for its issuer. They complete chains and are not trusted by themselves. Default none.
    /// </summary>
    [MaxLength(16)]
    public IList<string> Intermediates { get; } = [];
}

/// <summary>An extra host with the fixed address that it is reached at.</summary>
public sealed class SnsExtraHost
{
    [Required]
    public string Host { get; set; } = "";

    /// <summary>IP address to connect to, whatever DNS says.</summary>
    [Required]
    public string Address { get; set; } = "";

    [Range(1, 65535)]
    public int Port { get; set; } = 443;
}
