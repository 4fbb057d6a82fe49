using CauseFlow.CredentialBroker.Providers;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>How connecting or testing ended: the integration, a refusal, or neither when there is none such already.</summary>
/// <param name="Integration">Set on success, and with a refusal when a connected integration was tested.</param>
/// <param name="Refusal">Why the cloud gave no access.</param>
/// <param name="AlreadyConnected">The tenant has connected that account.</param>
public sealed record IntegrationOutcome(IntegrationView? Integration, Refusal? Refusal = null, bool AlreadyConnected = false);
