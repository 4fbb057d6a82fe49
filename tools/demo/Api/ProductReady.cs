namespace CauseFlow.Demo.Api;

/// <summary>What all-in-one writes when it is ready.</summary>
internal sealed record ProductReady
{
    public required Uri Url { get; init; }
    public string? FirstAdminKey { get; init; }

    public override string ToString() => $"{Url} [redacted]";
}
