using System.Security.Cryptography;
using System.Text;
using CauseFlow.CredentialBroker.Keys;
using CauseFlow.Secrets;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>Each tenant's external id: 160 random bits as 40 hex digits, made at the first use, never reused.</summary>
public sealed class ExternalIds(BrokerTransactions transactions, SecretVault vault, BrokerKeys keys, TimeProvider time)
{
    private const int Bytes = 20;
    private const string Field = "external_id";

    /// <summary>The tenant's external id.</summary>
    /// <exception cref="KeyUnavailableException">The key that it is encrypted under is missing.</exception>
    public async Task<string> GetOrCreateAsync(string tenantId, CancellationToken cancellationToken)
    {
        // Two first uses at once: the loser's insert is refused, and it reads the winner's.
        var ciphertext = await transactions.RunAsync(async work =>
        {
            var row = await work.Db.ExternalIds.FirstOrDefaultAsync(x => x.TenantId == tenantId, cancellationToken);
            if (row is null)
            {
                row = await CreateAsync(tenantId, cancellationToken);
                work.Db.ExternalIds.Add(row);
            }

            return row.Ciphertext;
        }, cancellationToken);
        var plain = await vault.DecryptAsync(ciphertext, ContextOf(tenantId), cancellationToken);
        try
        {
            return Encoding.ASCII.GetString(plain);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>What a tenant's ciphertext is bound to.</summary>
    public static SecretContext ContextOf(string tenantId) => new(tenantId, tenantId, Field);

    private async Task<TenantExternalId> CreateAsync(string tenantId, CancellationToken cancellationToken)
    {
        var plain = Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(Bytes * 2, lowercase: true));
        try
        {
            return new TenantExternalId
            {
                TenantId = tenantId,
                Ciphertext = await vault.EncryptAsync(plain, ContextOf(tenantId), cancellationToken),
                Fingerprint = Convert.ToHexStringLower(keys.TokenMac([.. "external-id|"u8, .. plain])),
                CreatedAt = time.GetUtcNow().TruncateToMicroseconds(),
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }
}
