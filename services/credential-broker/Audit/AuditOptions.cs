using System.ComponentModel.DataAnnotations;

namespace CauseFlow.CredentialBroker.Audit;

/// <summary>Section <c>Broker:Audit</c>.</summary>
public sealed class AuditOptions
{
    /// <summary>How often signed heads that moved are written to the log, in seconds.</summary>
    [Range(1, 3600)]
    public int HeadIntervalSeconds { get; set; } = 60;

    /// <summary>Days after which audit records are deleted, up to a signed checkpoint that is kept.</summary>
    [Range(30, 36_500)]
    public int RetentionDays { get; set; } = 400;
}
