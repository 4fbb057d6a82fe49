namespace CauseFlow.Contracts;

/// <summary>The exported case: exactly the input and the output of the diagnosis, so that any verdict can be replayed.</summary>
public sealed record CaseExport
{
    /// <summary>1.</summary>
    public required int FormatVersion { get; init; }
    public required CaseFile Case { get; init; }
    public required Verdict Verdict { get; init; }

    /// <summary>Trace id (W3C, 32 hex digits) of the investigation, alarm to verdict.</summary>
    public string? TraceId { get; init; }

    /// <summary>What was called in whose account, and how its owner looks it up; no part of what the diagnosis judges.</summary>
    public IReadOnlyList<AccessProof>? Access { get; init; }
}
