using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults;

namespace CauseFlow.Investigations.Incidents;

/// <summary>The list's parameters as they arrive; times are of creation.</summary>
internal sealed record IncidentFilter(
    string? Severity, string? Status, string? Source, DateTimeOffset? From, DateTimeOffset? To, string? Q, string? Sort,
    int? Limit, string? Cursor)
{
    private const int MaxWords = 100;

    private static readonly Dictionary<string, IncidentSort> Sorts = new(StringComparer.Ordinal)
    {
        ["-created"] = IncidentSort.CreatedDescending,
        ["created"] = IncidentSort.CreatedAscending,
        ["-updated"] = IncidentSort.UpdatedDescending,
        ["-severity"] = IncidentSort.SeverityDescending,
    };

    /// <summary>The checked query, or the answer that says what is wrong.</summary>
    public (IncidentQuery? Query, IResult? Error) Read()
    {
        if (!EnumWords.TryRead<IncidentSeverity>(Severity, out var severity))
        {
            return Refused("severity", "severity is one of critical, high, medium, low, info.");
        }

        if (!EnumWords.TryRead<IncidentStatus>(Status, out var status))
        {
            return Refused("status", "status is one of open, triaging, investigating, resolved, closed.");
        }

        if (!Sorts.TryGetValue(string.IsNullOrEmpty(Sort) ? "-created" : Sort, out var sort))
        {
            return Refused("sort", "sort is one of -created, created, -updated, -severity.");
        }

        if (Q?.Length > MaxWords)
        {
            return Refused("q", "q has at most 100 characters.");
        }

        if (!FieldErrors.IsPrintable(Source))
        {
            return Refused("source", "source is one of cloudwatch, custom, manual.");
        }

        if (!PageCursor.TryRead(Cursor, IncidentList.KeysOf(sort), out long[]? after)
            || (after is not null && (after[0] != (int)sort || !IncidentList.IsKey(sort, after))))
        {
            return (null, PageCursor.Invalid);
        }

        var source = string.IsNullOrEmpty(Source) ? null : Source;
        return (new(severity, status, source, From, To, IncidentSearch.TermsOf(Q), sort, PageCursor.SizeOf(Limit), after),
            null);
    }

    private static (IncidentQuery?, IResult?) Refused(string field, string message) =>
        (null, CaseErrors.InvalidParameter(field, message));
}
