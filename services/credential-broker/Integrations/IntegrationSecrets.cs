using CauseFlow.CredentialBroker.Keys;
using CauseFlow.Secrets;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>The secrets of connected integrations, of the clouds that need one.</summary>
public sealed class IntegrationSecrets(IDbContextFactory<BrokerDbContext> contexts, SecretVault vault)
    : SealedSecrets<Integration>(contexts, vault, "integrations");
