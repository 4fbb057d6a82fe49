namespace CauseFlow.Contracts;

/// <summary>The shape of every error answer, public and internal.</summary>
public sealed record ApiError
{
    /// <summary>Stable, snake_case.</summary>
    public required string Error { get; init; }

    /// <summary>What is wrong and what to do.</summary>
    public required string Message { get; init; }
    public string? RequestId { get; init; }
    public IReadOnlyList<ApiErrorDetail>? Details { get; init; }

    /// <summary>Internal answers only: why access was refused, and what a person does about it.</summary>
    public RefusalReason? Reason { get; init; }
    public string? Remedy { get; init; }
}
