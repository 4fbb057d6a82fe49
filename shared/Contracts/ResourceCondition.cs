namespace CauseFlow.Contracts;

public sealed record ResourceCondition
{
    public required string Type { get; init; }
    public string? Reason { get; init; }
    public string? Message { get; init; }
    public DateTimeOffset? Since { get; init; }
}
