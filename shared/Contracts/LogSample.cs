namespace CauseFlow.Contracts;

/// <summary>One redacted log line, at most 2 KiB of text.</summary>
public sealed record LogSample
{
    public required DateTimeOffset Time { get; init; }
    public required string Text { get; init; }
    public Pointer? Pointer { get; init; }
}
