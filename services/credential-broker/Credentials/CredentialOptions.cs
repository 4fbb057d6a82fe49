using System.ComponentModel.DataAnnotations;

namespace CauseFlow.CredentialBroker.Credentials;

/// <summary>Section <c>Broker:Credentials</c>: secrets that were handed in and wait for their integration.</summary>
public sealed class CredentialOptions
{
    /// <summary>Hours after which a credential that no integration took is removed. Default 24.</summary>
    [Range(1, 720)]
    public int UnusedHours { get; set; } = 24;
}
