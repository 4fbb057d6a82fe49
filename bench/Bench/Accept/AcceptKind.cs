namespace CauseFlow.Bench.Accept;

/// <summary>What accepts deliveries.</summary>
internal enum AcceptKind
{
    /// <summary>A bare endpoint, one EF commit a request.</summary>
    Yardstick,

    /// <summary>Debian's prometheus-alertmanager, which keeps alerts in memory and checks no signature.</summary>
    Alertmanager,

    /// <summary>At ingestion's own port.</summary>
    Ingestion,

    /// <summary>The same through the gateway.</summary>
    Gateway,
}
