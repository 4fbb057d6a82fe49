using System.Data.Common;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Audit;

/// <summary>
/// Appends to a tenant's chain on the caller's context, so that a record and what it records are one commit. From the
/// first append until that commit the tenant's turn is held, in this process and, on PostgreSQL, over all replicas. The
/// turn only keeps the peace: what keeps the chain whole is the head's row version, which refuses a second commit.
/// </summary>
public sealed class AuditLog : IDisposable
{
    private const int MaxValueLength = 1024;
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);
    private readonly BrokerDbContext _db;
    private readonly AuditChain _chain;
    private readonly AuditTurns _turns;
    private readonly TimeProvider _time;
    private readonly IHttpContextAccessor _http;
    private readonly Dictionary<string, SemaphoreSlim?> _held = new(StringComparer.Ordinal);
    private readonly List<string> _advisory = [];

    public AuditLog(BrokerDbContext db, AuditChain chain, AuditTurns turns, TimeProvider time, IHttpContextAccessor http)
    {
        ArgumentNullException.ThrowIfNull(db);
        (_db, _chain, _turns, _time, _http) = (db, chain, turns, time, http);
        _db.SavedChanges += OnSaved;
        _db.SaveChangesFailed += OnSaved;
    }

    /// <summary>Adds the record and moves the head; the caller saves.</summary>
    public async ValueTask<AuditRecord> AppendAsync(AuditEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        await TakeTurnAsync(entry.TenantId, cancellationToken);
        var at = _time.GetUtcNow().TruncateToMicroseconds();
        var head = await _db.AuditHeads.FindAsync([entry.TenantId], cancellationToken);
        if (head is null)
        {
            head = new AuditHead { TenantId = entry.TenantId, Hash = AuditChain.Start, Signature = "", KeyId = "" };
            _db.AuditHeads.Add(head);
        }

        var record = Link(entry, head, at);
        _db.AuditRecords.Add(record);
        head.Count = record.Sequence;
        head.Hash = record.Hash;
        head.At = at;
        head.KeyId = record.KeyId;
        head.Signature = _chain.SignatureOf(head.TenantId, head.Count, head.Hash, head.At, head.KeyId);
        head.Version++;
        return record;
    }

    /// <summary>
    /// Waits for the tenant's turn; held until the context has saved. Who will append later in the same piece of work may
    /// take it early, so that what is read meanwhile is not stale.
    /// </summary>
    public async ValueTask TakeTurnAsync(string tenantId, CancellationToken cancellationToken)
    {
        if (_held.ContainsKey(tenantId))
        {
            return;
        }

        var turn = _turns.Of(tenantId);
        _held[tenantId] = await turn.WaitAsync(MaxWait, cancellationToken) ? turn : null;
        if (_db.Database.IsNpgsql())
        {
            await LockAsync(tenantId, cancellationToken);
        }
    }

    public void Dispose()
    {
        _db.SavedChanges -= OnSaved;
        _db.SaveChangesFailed -= OnSaved;
        Release();
    }

    private static string Short(string value) => value.Length <= MaxValueLength ? value : value[..MaxValueLength];

    /// <summary>A session's lock rather than a transaction's: SaveChanges alone makes the transaction.</summary>
    private async Task LockAsync(string tenantId, CancellationToken cancellationToken)
    {
        await _db.Database.OpenConnectionAsync(cancellationToken);
        _advisory.Add(tenantId);
        try
        {
            await _db.Database.ExecuteSqlAsync(
                $"""
                 select set_config('lock_timeout', '2s', false);
                 select pg_advisory_lock(hashtextextended({tenantId}, 7301));
                 select set_config('lock_timeout', '0', false)
                 """, cancellationToken);
        }
        catch (DbException)
        {
            // Somebody hangs in the turn, or only says so. The row version still refuses whoever comes second.
        }
    }

    private void OnSaved(object? sender, EventArgs e) => Release();

    private void Release()
    {
        foreach (var tenantId in _advisory)
        {
            try
            {
                _db.Database.ExecuteSql($"select pg_advisory_unlock(hashtextextended({tenantId}, 7301))");
                _db.Database.CloseConnection();
            }
            catch (DbException)
            {
                // The connection is gone, and its locks with it.
            }
        }

        _advisory.Clear();
        foreach (var turn in _held.Values)
        {
            turn?.Release();
        }

        _held.Clear();
    }

    /// <summary>Where a caller's request came from, as the gateway vouches; null for what the product does by itself.</summary>
    private string? AddressOf(string actor) =>
        _http.HttpContext?.User is { } user && user.FindFirst(IdentityClaims.Subject)?.Value == actor
            ? user.FindFirst(IdentityClaims.RemoteAddress)?.Value : null;

    private AuditRecord Link(AuditEntry entry, AuditHead head, DateTimeOffset at)
    {
        var details = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in entry.Details ?? new Dictionary<string, string>())
        {
            details[name] = Short(value);
        }

        if (AddressOf(entry.Actor) is { } address)
        {
            details.TryAdd("address", address);
        }

        var record = new AuditRecord
        {
            Id = Ids.New("aud", _time),
            TenantId = entry.TenantId,
            Sequence = head.Count + 1,
            At = at,
            Actor = Short(entry.Actor),
            Action = Short(entry.Action),
            Subject = Short(entry.Subject),
            Details = JsonSerializer.Serialize(details, ContractJson.Options),
            PreviousHash = head.Hash,
            KeyId = _chain.CurrentKeyId,
        };
        record.Hash = _chain.HashOf(record);
        return record;
    }
}
