using CauseFlow.Ingestion.Webhooks;

namespace CauseFlow.Ingestion.Deliveries;

/// <summary>How the intake log answered.</summary>
public enum IntakeOutcome
{
    /// <summary>Committed.</summary>
    Stored,

    /// <summary>The SNS MessageId is known.</summary>
    Duplicate,

    /// <summary>The route holds as many messages as it may.</summary>
    HeldFull,

    /// <summary>The store, or the queue in front of it, cannot take it now.</summary>
    Unavailable,
}

/// <summary>One verified delivery that waits for its commit.</summary>
public sealed record IntakeItem(Delivery Delivery, Confirmation? Confirmation)
{
    internal TaskCompletionSource<IntakeOutcome> Completion { get; } =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
