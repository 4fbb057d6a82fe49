namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>Which of the tenant's external ids the role asks for, as far as CauseFlow has seen. Never the id itself.</summary>
/// <param name="Current">False while the role was not yet assumed with the id that set-up shows.</param>
/// <param name="PreviousValidUntil">Until when the id before is still sent; null when it is not sent any more.</param>
public sealed record ExternalIdUse(bool Current, DateTimeOffset? PreviousValidUntil);
