namespace CauseFlow.Collection.Plans;

/// <summary>What the cloud charges the customer for a call.</summary>
public enum CostKind
{
    Free,

    /// <summary>Charged by the request.</summary>
    PerRequest,

    /// <summary>Charged by the metrics that are read.</summary>
    PerMetric,

    /// <summary>Charged by the bytes that are scanned.</summary>
    PerByteScanned,
}
