namespace CauseFlow.Contracts;

/// <summary>Enough to find a fact again in the customer's own cloud.</summary>
public sealed record Pointer
{
    /// <summary>Service and operation, such as <c>logs:StartQuery</c>.</summary>
    public required string Api { get; init; }
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }
    public string? ConsoleLink { get; init; }
}
