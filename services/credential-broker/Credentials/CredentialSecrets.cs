using CauseFlow.CredentialBroker.Keys;
using CauseFlow.Secrets;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Credentials;

/// <summary>The secrets that no integration has taken yet.</summary>
public sealed class CredentialSecrets(IDbContextFactory<BrokerDbContext> contexts, SecretVault vault)
    : SealedSecrets<StoredCredential>(contexts, vault, "credentials");
