namespace CauseFlow.Contracts;

public sealed record ApiErrorDetail
{
    /// <summary>Name of the field as in the request's JSON.</summary>
    public required string Field { get; init; }
    public required string Message { get; init; }
}
