using System.Security.Cryptography;
using System.Text;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Keys;
using CauseFlow.Secrets;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>
/// Each tenant's external id: 160 random bits as 40 hex digits, made at the first use, never reused. A rotation makes the
/// next generation; each integration may use the one before until its first success with the new one, at most 7 days.
/// </summary>
public sealed class ExternalIds(BrokerTransactions transactions, SecretVault vault, BrokerKeys keys, TimeProvider time)
{
    private const int Bytes = 20;

    /// <summary>How long integrations may go on with the id before.</summary>
    public static TimeSpan Overlap { get; } = TimeSpan.FromDays(7);

    /// <summary>An id that nobody has.</summary>
    public static string Random() => RandomNumberGenerator.GetHexString(Bytes * 2, lowercase: true);

    /// <summary>The tenant's external id, the newest.</summary>
    /// <exception cref="KeyUnavailableException">The key that it is encrypted under is missing.</exception>
    public async Task<string> GetOrCreateAsync(string tenantId, CancellationToken cancellationToken) =>
        (await NewestAsync(tenantId, cancellationToken)).Value;

    /// <summary>The newest external id with its generation.</summary>
    /// <exception cref="KeyUnavailableException">The key that it is encrypted under is missing.</exception>
    public async Task<ExternalIdCandidate> NewestAsync(string tenantId, CancellationToken cancellationToken)
    {
        // Two first uses at once: the loser's insert is refused, and it reads the winner's.
        var (generation, ciphertext) = await transactions.RunAsync(async work =>
        {
            var row = await FindNewestAsync(work.Db, tenantId, cancellationToken);
            if (row is null)
            {
                row = await CreateAsync(tenantId, 1, cancellationToken);
                work.Db.ExternalIds.Add(row);
            }

            return (row.Generation, row.Ciphertext);
        }, cancellationToken);
        return new ExternalIdCandidate(
            generation, await OpenAsync(ciphertext, TenantExternalId.ContextOf(tenantId, generation), cancellationToken));
    }

    /// <summary>
    /// What may be sent for an integration now: the newest first, then the one before while it is valid.
    /// </summary>
    public async Task<IReadOnlyList<ExternalIdCandidate>> CandidatesAsync(
        Integration integration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(integration);
        var newest = await NewestAsync(integration.TenantId, cancellationToken);
        var (generation, until) = UseOf(integration);
        if (generation >= newest.Generation || !(until > time.GetUtcNow()))
        {
            return [newest];
        }

        var ciphertext = await transactions.RunAsync(work => work.Db.ExternalIds.AsNoTracking()
            .Where(x => x.TenantId == integration.TenantId && x.Generation == generation)
            .Select(x => x.Ciphertext).FirstOrDefaultAsync(cancellationToken), cancellationToken);
        return string.IsNullOrEmpty(ciphertext)
            ? [newest]
            : [newest, new ExternalIdCandidate(generation, await OpenAsync(
                ciphertext, TenantExternalId.ContextOf(integration.TenantId, generation),
                cancellationToken))];
    }

    /// <summary>
    /// Makes the next generation and lets the tenant's integrations go on with the one before. False while a rotation is
    /// under way: an integration would else be two generations behind, and two ids are all that is ever valid.
    /// </summary>
    public async Task<bool> RotateAsync(BrokerWork work, string tenantId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var integrations = await ActiveAsync(work.Db, tenantId, cancellationToken);
        if (integrations.Exists(x => UseOf(x).Until > now))
        {
            return false;
        }

        var newest = await FindNewestAsync(work.Db, tenantId, cancellationToken);
        if (newest is not null)
        {
            newest.ValidUntil = now + Overlap;
            integrations.ForEach(x =>
            {
                x.Settings = x.SettingsOf<AwsSettings>() with { PreviousExternalIdUntil = now + Overlap };
                x.Version++;
            });
        }

        work.Db.ExternalIds.Add(await CreateAsync(tenantId, (newest?.Generation ?? 0) + 1, cancellationToken));
        return true;
    }

    /// <summary>
    /// Notes that the integration's role takes that generation. Once all have moved, the one before is erased.
    /// </summary>
    /// <returns>True when the integration has moved just now.</returns>
    public async Task<bool> AdoptAsync(
        BrokerWork work, Integration integration, int generation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(integration);
        if (generation <= UseOf(integration).Generation)
        {
            return false;
        }

        integration.Settings = integration.SettingsOf<AwsSettings>() with
        {
            ExternalIdGeneration = generation, PreviousExternalIdUntil = null,
        };
        integration.Version++;
        var others = await ActiveAsync(work.Db, integration.TenantId, cancellationToken);
        if (others.TrueForAll(x => x.Id == integration.Id || UseOf(x).Generation >= generation))
        {
            var old = await work.Db.ExternalIds
                .Where(x => x.TenantId == integration.TenantId && x.Generation < generation && x.Ciphertext != "")
                .ToListAsync(cancellationToken);
            old.ForEach(Erase);
        }

        return true;
    }

    /// <summary>Erases at most <paramref name="limit"/> ids whose overlap is over.</summary>
    public async Task<int> EraseExpiredAsync(BrokerWork work, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        var now = time.GetUtcNow();
        var old = await work.Db.ExternalIds.Where(x => x.ValidUntil <= now && x.Ciphertext != "")
            .OrderBy(x => x.ValidUntil).Take(limit).ToListAsync(cancellationToken);
        old.ForEach(Erase);
        return old.Count;
    }

    private static void Erase(TenantExternalId row) => (row.Ciphertext, row.KeyId) = ("", "");

    private static Task<TenantExternalId?> FindNewestAsync(
        BrokerDbContext db, string tenantId, CancellationToken cancellationToken) =>
        db.ExternalIds.Where(x => x.TenantId == tenantId).OrderByDescending(x => x.Generation)
            .FirstOrDefaultAsync(cancellationToken);

    private static Task<List<Integration>> ActiveAsync(
        BrokerDbContext db, string tenantId, CancellationToken cancellationToken) =>
        db.Integrations
            .Where(x => x.TenantId == tenantId && x.Provider == CloudProvider.Aws && x.Status != IntegrationStatus.Disconnected)
            .ToListAsync(cancellationToken);

    private static (int Generation, DateTimeOffset? Until) UseOf(Integration integration) =>
        (integration.SettingsOf<AwsSettings>().ExternalIdGeneration,
            integration.SettingsOf<AwsSettings>().PreviousExternalIdUntil);

    private async Task<string> OpenAsync(string ciphertext, SecretContext context, CancellationToken cancellationToken)
    {
        var plain = await vault.DecryptAsync(ciphertext, context, cancellationToken);
        try
        {
            return Encoding.ASCII.GetString(plain);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private async Task<TenantExternalId> CreateAsync(string tenantId, int generation, CancellationToken cancellationToken)
    {
        var plain = Encoding.ASCII.GetBytes(Random());
        try
        {
            var ciphertext = await vault.EncryptAsync(
                plain, TenantExternalId.ContextOf(tenantId, generation), cancellationToken);
            return new TenantExternalId
            {
                TenantId = tenantId,
                Generation = generation,
                Ciphertext = ciphertext,
                KeyId = SecretVault.KeyIdOf(ciphertext),
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
