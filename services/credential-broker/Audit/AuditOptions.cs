using System.ComponentModel.DataAnnotations;

namespace CauseFlow.CredentialBroker.Audit;

/// <summary>Section <c>Broker:Audit</c>.</summary>
public sealed class AuditOptions
{
    /// <summary>How often signed heads that moved are written to the log, in seconds.</summary>
    [Range(1, 3600)]
    public int HeadIntervalSeconds { get; set; } = 60;
}
