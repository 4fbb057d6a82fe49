using System.ComponentModel.DataAnnotations;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>Section <c>Broker:Integrations</c>.</summary>
public sealed class IntegrationOptions
{
    /// <summary>
    /// Days after which a test's word that a principal of Azure or Google Cloud may only read is too old, and the broker tests
    /// again by itself. Default 30.
    /// </summary>
    [Range(1, 365)]
    public int ExcessMaxAgeDays { get; set; } = 30;

    internal TimeSpan ExcessMaxAge => TimeSpan.FromDays(ExcessMaxAgeDays);
}
