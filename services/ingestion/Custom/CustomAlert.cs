using System.Text.Json;

namespace CauseFlow.Ingestion.Custom;

/// <summary>What a sender of the custom webhook posts. Everything but the title may be left out.</summary>
public sealed record CustomAlert
{
    /// <summary>1 to 200 characters.</summary>
    public string? Title { get; init; }

    /// <summary>At most 4,000 characters.</summary>
    public string? Description { get; init; }

    /// <summary><c>critical</c>, <c>high</c>, <c>medium</c>, <c>low</c> or <c>info</c>.</summary>
    public string? Severity { get; init; }

    /// <summary>
    /// The sender's own id, 1 to 200 characters; a second alert with it in the same state is a duplicate.
    /// </summary>
    public string? SourceAlertId { get; init; }

    /// <summary>
    /// <c>alarm</c>, or <c>ok</c> when the alert with this sourceAlertId is over: its incident resolves once everything
    /// in it has been over for a while. Default <c>alarm</c>.
    /// </summary>
    public string? State { get; init; }

    /// <summary>At most 100 characters; with the environment it says which alerts are one incident.</summary>
    public string? Service { get; init; }

    /// <summary>At most 100 characters.</summary>
    public string? Environment { get; init; }

    /// <summary>At most 50 words such as <c>team:payments</c>, each at most 200 characters.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>At most 50 texts, numbers or booleans.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}
