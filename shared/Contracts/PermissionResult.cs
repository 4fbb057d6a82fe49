namespace CauseFlow.Contracts;

/// <summary>One permission as a connection test found it.</summary>
public sealed record PermissionResult
{
    /// <summary>The provider's name of it, such as <c>logs:StartQuery</c>.</summary>
    public required string Permission { get; init; }

    /// <summary>What was found.</summary>
    public required PermissionOutcome Outcome { get; init; }

    /// <summary>True when an investigation cannot do without it.</summary>
    public required bool Mandatory { get; init; }

    /// <summary>Region in which it was tried; null where the permission knows none.</summary>
    public string? Region { get; init; }

    /// <summary>The provider's own message, shortened and redacted.</summary>
    public string? Message { get; init; }

    /// <summary>What to do, with the statement to add or to remove.</summary>
    public string? Remedy { get; init; }
}
