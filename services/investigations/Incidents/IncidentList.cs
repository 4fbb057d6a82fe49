using System.Linq.Expressions;
using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Incidents;

/// <summary>What the list is asked for, checked.</summary>
internal sealed record IncidentQuery(
    IncidentSeverity? Severity, IncidentStatus? Status, string? Source, DateTimeOffset? From, DateTimeOffset? To,
    IReadOnlyList<string> Terms,
    IncidentSort Sort, int Limit, long[]? After);

/// <summary>Orders of the list. Rows of one time keep the order in which they were made.</summary>
public enum IncidentSort
{
    CreatedDescending,
    CreatedAscending,
    UpdatedDescending,
    SeverityDescending,
}

/// <summary>
/// The list of incidents. Each page starts where the last one ended in an index, and what is read of a row is what is
/// shown; so a page costs the same at the first and at the hundred-thousandth incident.
/// </summary>
public sealed class IncidentList(InvestigationsDbContext db)
{
    private const int MaxCandidates = 2_000;

    /// <summary>How many numbers a cursor of an order holds: the order itself, its key, and the row.</summary>
    internal static int KeysOf(IncidentSort sort) => sort == IncidentSort.SeverityDescending ? 4 : 3;

    /// <summary>Whether the numbers of a cursor could be a row's at all: not every number is an instant.</summary>
    internal static bool IsKey(IncidentSort sort, long[] keys) => keys[^1] >= 0
        && keys[^2] >= UnixMicrosecondsConverter.Of(DateTimeOffset.MinValue) && keys[^2] <= UnixMicrosecondsConverter.Of(DateTimeOffset.MaxValue)
        && (sort != IncidentSort.SeverityDescending || keys[1] is >= 0 and <= (int)IncidentSeverity.Info);

    internal async Task<Page<IncidentView>> PageAsync(
        string tenantId, IncidentQuery query, CancellationToken cancellationToken)
    {
        var matches = Rows(tenantId, query);
        if (query.Terms.Count > 0 && await CandidatesAsync(tenantId, query.Terms, cancellationToken) is { } ids)
        {
            matches = matches.Where(row => ids.Contains(row.Id));
        }

        var rows = await matches.Take(query.Limit + 1).Select(Shown).ToListAsync(cancellationToken);
        var cursor = rows.Count > query.Limit ? CursorOf(query.Sort, rows[query.Limit - 1]) : null;
        return new([.. rows.Take(query.Limit).Select(row => row.View)], cursor);
    }

    /// <summary>
    /// Incidents with a word that begins with one of the terms, the first term that has few; null when all of them are
    /// so common that walking the list in its order meets enough of them soon.
    /// </summary>
    private async Task<List<string>?> CandidatesAsync(
        string tenantId, IReadOnlyList<string> terms, CancellationToken cancellationToken)
    {
        foreach (var term in terms.OrderByDescending(term => term.Length))
        {
            var end = term + '\uffff';
            var ids = await db.IncidentWords.AsNoTracking().Where(row => row.TenantId == tenantId
                    && string.Compare(row.Word, term) >= 0 && string.Compare(row.Word, end) < 0)
                .Select(row => row.IncidentId).Take(MaxCandidates + 1).ToListAsync(cancellationToken);
            if (ids.Count <= MaxCandidates)
            {
                return ids;
            }
        }

        return null;
    }

    /// <summary>The filtered and ordered rows; the tests look at its plan.</summary>
    internal IQueryable<IncidentRow> Rows(string tenantId, IncidentQuery query)
    {
        var rows = db.Incidents.AsNoTracking().Where(row => row.TenantId == tenantId);
        rows = query.Severity is { } severity ? rows.Where(row => row.SeverityRank == (int)severity) : rows;
        rows = query.Status is { } status ? rows.Where(row => row.Status == status) : rows;
        rows = query.Source is { } source ? rows.Where(row => row.Source == source) : rows;
        rows = query.From is { } from ? rows.Where(row => row.CreatedAt >= from) : rows;
        rows = query.To is { } to ? rows.Where(row => row.CreatedAt < to) : rows;
        rows = query.Terms.Aggregate(rows, (left, term) => left.Where(row => row.SearchText.Contains(" " + term)));
        return Ordered(rows, query.Sort, query.After);
    }

    /// <summary>
    /// The key's own bound stands apart from the comparison of the pair: both databases turn it into a range of the
    /// index.
    /// </summary>
    private static IQueryable<IncidentRow> Ordered(IQueryable<IncidentRow> rows, IncidentSort sort, long[]? after)
    {
        var (at, seq) = after is null ? (default, 0) : (UnixMicrosecondsConverter.Instant(after[^2]), after[^1]);
        switch (sort)
        {
            case IncidentSort.CreatedAscending:
                rows = after is null ? rows
                    : rows.Where(row => row.CreatedAt >= at && (row.CreatedAt > at || row.Seq > seq));
                return rows.OrderBy(row => row.CreatedAt).ThenBy(row => row.Seq);
            case IncidentSort.UpdatedDescending:
                rows = after is null ? rows
                    : rows.Where(row => row.UpdatedAt <= at && (row.UpdatedAt < at || row.Seq < seq));
                return rows.OrderByDescending(row => row.UpdatedAt).ThenByDescending(row => row.Seq);
            case IncidentSort.SeverityDescending:
                var rank = after?[1] ?? 0;
                rows = after is null ? rows
                    : rows.Where(row => row.SeverityRank >= rank && (row.SeverityRank > rank
                        || row.CreatedAt < at || (row.CreatedAt == at && row.Seq < seq)));
                return rows.OrderBy(row => row.SeverityRank).ThenByDescending(row => row.CreatedAt)
                    .ThenByDescending(row => row.Seq);
            default:
                rows = after is null ? rows
                    : rows.Where(row => row.CreatedAt <= at && (row.CreatedAt < at || row.Seq < seq));
                return rows.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Seq);
        }
    }

    private static string CursorOf(IncidentSort sort, Row row)
    {
        var at = UnixMicrosecondsConverter.Of(sort == IncidentSort.UpdatedDescending ? row.View.UpdatedAt : row.View.CreatedAt);
        return sort == IncidentSort.SeverityDescending
            ? PageCursor.Write((int)sort, (int)row.View.Severity, at, row.Seq)
            : PageCursor.Write((int)sort, at, row.Seq);
    }

    private sealed record Row(long Seq, IncidentView View);

    private static readonly Expression<Func<IncidentRow, Row>> Shown = row => new Row(row.Seq, new IncidentView(
        row.Id, row.Title, row.Status, row.Severity, row.SeveritySource, row.Source, row.CreatedAt, row.UpdatedAt,
        row.FiredAt, row.ResolvedAt, row.Summary, row.Confidence, row.InvestigationId, row.AlarmCount));
}
