namespace CauseFlow.CredentialBroker.Audit;

/// <summary>Filters of <c>GET /v1/audit</c>; newest first.</summary>
/// <param name="Action">Exact action.</param>
/// <param name="Actor">Exact actor.</param>
/// <param name="Subject">Exact subject.</param>
/// <param name="From">Not before, inclusive.</param>
/// <param name="To">Before, exclusive.</param>
/// <param name="Limit">1 to 500, default 20.</param>
/// <param name="Cursor">From the page before.</param>
public sealed record AuditQuery(
    string? Action, string? Actor, string? Subject, DateTimeOffset? From, DateTimeOffset? To, int? Limit, string? Cursor)
{
    internal IQueryable<AuditRecord> Filter(IQueryable<AuditRecord> records)
    {
        records = Action is null ? records : records.Where(x => x.Action == Action);
        records = Actor is null ? records : records.Where(x => x.Actor == Actor);
        records = Subject is null ? records : records.Where(x => x.Subject == Subject);
        records = From is not { } from ? records : records.Where(x => x.At >= from);
        return To is not { } to ? records : records.Where(x => x.At < to);
    }
}
