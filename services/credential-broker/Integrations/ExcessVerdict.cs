namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>Whether an integration's principal may do more than read, as far as a collector has found out.</summary>
public enum ExcessVerdict
{
    /// <summary>No report has told since the principal, its secret or its accounts were last changed.</summary>
    Unjudged,

    /// <summary>Everything was looked at, and it may only read.</summary>
    None,

    /// <summary>It may do more.</summary>
    Found,
}
