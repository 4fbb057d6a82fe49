using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Evidence;

/// <summary>One fact as the API shows it.</summary>
public sealed record EvidenceView(
    string EvidenceId, string Type, string Source, string Summary, string Severity, DateTimeOffset Timestamp,
    string RawSnippet, Pointer? Pointer)
{
    public static EvidenceView Of(EvidenceRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new(row.EvidenceId, row.Type, row.Source, row.Summary, row.Severity, row.Timestamp, row.RawSnippet,
            row.Pointer);
    }
}
