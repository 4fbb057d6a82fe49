namespace CauseFlow.CollectorAws.Probes;

/// <summary>AWS's wire protocols, as far as probes need them.</summary>
internal enum ProbeProtocol
{
    /// <summary>awsJson1.0: the operation is in X-Amz-Target.</summary>
    Json10,

    /// <summary>awsJson1.1.</summary>
    Json11,

    /// <summary>A form with Action and Version.</summary>
    Query,

    /// <summary>Method and path.</summary>
    Rest,
}
