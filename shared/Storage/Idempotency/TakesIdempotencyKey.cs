namespace CauseFlow.Storage.Idempotency;

/// <summary>Endpoint metadata: a repeated POST with the same <c>Idempotency-Key</c> creates nothing more.</summary>
public sealed class TakesIdempotencyKey
{
    private TakesIdempotencyKey()
    {
    }

    internal static TakesIdempotencyKey Instance { get; } = new();
}
