namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>How a rotation of the external id ended.</summary>
/// <param name="Integration">Null when there is none such.</param>
/// <param name="IsRunning">The rotation before is not over, and nothing was changed.</param>
public sealed record RotationOutcome(IntegrationView? Integration, bool IsRunning);
