using System.Text;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Keys;
using CauseFlow.Storage;
using CauseFlow.Storage.Idempotency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Credentials;

/// <summary>Takes secrets in, gives them to their integration and removes them; each with its audit record in one commit.</summary>
public sealed class CredentialDesk(
    BrokerTransactions transactions, CredentialSecrets secrets, BrokerKeys keys, IOptions<CredentialOptions> options,
    TimeProvider time)
{
    /// <summary>Credentials that may wait for an integration in one tenant.</summary>
    public const int MaxUnused = 100;

    private const int FingerprintLength = 16;
    private const int Batch = 100;
    private const string Route = "POST /v1/credentials";

    /// <summary>How long a credential may wait for an integration.</summary>
    public TimeSpan Unused => TimeSpan.FromHours(options.Value.UnusedHours);

    /// <summary>Seals and stores it, or answers what the same POST stored before.</summary>
    internal Task<StoreOutcome> StoreAsync(
        string tenantId, string actor, NewCredential request, ReadCredential read, IdempotencyKey idempotency,
        CancellationToken cancellationToken) => transactions.RunAsync(async work =>
        {
            var fingerprint = FingerprintOf(read);

            // Of the body only what is no secret is remembered, and of the secret what this installation alone can make.
            var body = new { read.Kind, request.Name, request.SecretExpiresAt, fingerprint };
            if (await work.Db.FindPostAsync(tenantId, Route, idempotency, time, cancellationToken) is { } earlier)
            {
                return new StoreOutcome(earlier.IsRepeatedBy(body)
                    ? await FindAsync(work.Db, tenantId, earlier.CreatedId, cancellationToken) : null, IsRepeated: true);
            }

            // Those who store at the same time take turns, so that the bound holds.
            await work.Audit.TakeTurnAsync(tenantId, cancellationToken);
            if (await work.Db.Credentials.CountAsync(
                x => x.TenantId == tenantId && x.IntegrationId == null, cancellationToken) >= MaxUnused)
            {
                return new StoreOutcome(null, IsRepeated: false);
            }

            var row = new StoredCredential
            {
                Id = Ids.New("crd", time), TenantId = tenantId, Kind = read.Kind, Name = request.Name?.Trim(),
                ExpiresAt = request.SecretExpiresAt?.TruncateToMicroseconds(), Principal = read.Principal,
                Fingerprint = fingerprint, CreatedAt = Now, CreatedBy = actor,
            };
            await secrets.SealAsync(row, read.Secret, cancellationToken);
            work.Db.Credentials.Add(row);
            work.Db.RememberPost(tenantId, Route, idempotency, body, row.Id, time);
            await RecordAsync(work, row, actor, "credential.stored", cancellationToken);
            return new StoreOutcome(row, IsRepeated: false);
        }, cancellationToken);

    /// <summary>Removes one that no integration uses.</summary>
    public Task<RemoveOutcome> RemoveAsync(
        string tenantId, string actor, string id, CancellationToken cancellationToken) => transactions.RunAsync(async work =>
        {
            if (await FindAsync(work.Db, tenantId, id, cancellationToken) is not { } row)
            {
                return new RemoveOutcome(IsFound: false);
            }

            if (row.IntegrationId is { } user)
            {
                return new RemoveOutcome(IsFound: true, user);
            }

            work.Db.Credentials.Remove(row);
            await RecordAsync(work, row, actor, "credential.deleted", cancellationToken);
            return new RemoveOutcome(IsFound: true);
        }, cancellationToken);

    /// <summary>What a <c>credentialId</c> stands for.</summary>
    /// <param name="tenantId">Whose; another tenant's is not there.</param>
    /// <param name="id">Null where the body named none.</param>
    /// <param name="provider">The cloud that it is to be used in.</param>
    /// <param name="hasInline">Whether the body brought a secret of its own too.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    public async Task<OpenedCredential> OpenAsync(
        string tenantId, string? id, CloudProvider provider, bool hasInline, CancellationToken cancellationToken)
    {
        if (id is null)
        {
            return new OpenedCredential(null);
        }

        var row = await transactions.RunAsync(
            work => FindAsync(work.Db, tenantId, id, cancellationToken), cancellationToken);
        return CredentialAnswers.WhyNot(row, provider, hasInline) is { } problem
            ? new OpenedCredential(null, Problem: problem)
            : new OpenedCredential(await secrets.OpenAsync(row!, cancellationToken), row!.ExpiresAt);
    }

    /// <summary>Removes what no integration took in time; answers how many.</summary>
    public Task<int> RemoveUnusedAsync(CancellationToken cancellationToken) => transactions.RunAsync(async work =>
    {
        var before = Now - Unused;
        var old = await work.Db.Credentials.Where(x => x.IntegrationId == null && x.CreatedAt <= before)
            .OrderBy(x => x.CreatedAt).Take(Batch).ToListAsync(cancellationToken);
        foreach (var row in old)
        {
            work.Db.Credentials.Remove(row);
            await RecordAsync(work, row, "credential-broker", "credential.unused_removed", cancellationToken);
        }

        return old.Count;
    }, cancellationToken);

    /// <summary>
    /// Gives a credential to its integration, which has sealed the secret for itself; false when another has taken it or it
    /// was removed meanwhile. What the integration had before is removed: its secret is replaced.
    /// </summary>
    internal static async Task<bool> TakeAsync(
        BrokerWork work, string tenantId, string? id, string integrationId, string actor, CancellationToken cancellationToken)
    {
        await ReleaseAsync(work.Db, integrationId, cancellationToken);
        if (id is null)
        {
            return true;
        }

        if (await FindAsync(work.Db, tenantId, id, cancellationToken) is not { Secret: not null } row)
        {
            return false;
        }

        row.Secret = null;
        row.SecretKeyId = null;
        row.IntegrationId = integrationId;
        await RecordAsync(work, row, actor, "credential.taken", cancellationToken);
        return true;
    }

    /// <summary>The integration's secret is gone or replaced, and with it what is shown of where it came from.</summary>
    internal static async Task ReleaseAsync(BrokerDbContext db, string integrationId, CancellationToken cancellationToken) =>
        db.Credentials.RemoveRange(
            await db.Credentials.Where(x => x.IntegrationId == integrationId).ToListAsync(cancellationToken));

    private DateTimeOffset Now => time.GetUtcNow().TruncateToMicroseconds();

    private static Task<StoredCredential?> FindAsync(
        BrokerDbContext db, string tenantId, string id, CancellationToken cancellationToken) =>
        db.Credentials.FirstOrDefaultAsync(x => x.Id == id && x.TenantId == tenantId, cancellationToken);

    private string FingerprintOf(ReadCredential read) => Convert.ToHexStringLower(
        keys.TokenMac([.. "credential|"u8, .. Encoding.UTF8.GetBytes(read.Core)]))[..FingerprintLength];

    private static async Task RecordAsync(
        BrokerWork work, StoredCredential row, string actor, string action, CancellationToken cancellationToken)
    {
        var details = new Dictionary<string, string> { ["kind"] = $"{row.Kind}", ["fingerprint"] = row.Fingerprint };
        if (row.IntegrationId is { } integration)
        {
            details["integrationId"] = integration;
        }

        await work.Audit.AppendAsync(new AuditEntry
        {
            TenantId = row.TenantId, Actor = actor, Action = action, Subject = row.Id, Details = details,
        }, cancellationToken);
    }
}
