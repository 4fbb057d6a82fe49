namespace CauseFlow.CloudSimulation.Azure;

/// <summary>An alert to send as an action group's webhook would.</summary>
public sealed record AlertPublication
{
    public required Uri Url { get; init; }

    /// <summary>Fired or Resolved.</summary>
    public string Condition { get; init; } = "Fired";

    /// <summary>Basic authentication, as an action group has it in its address; null for none.</summary>
    public string? User { get; init; }

    public string? Password { get; init; }

    public override string ToString() => $"{Condition} [redacted]";
}

/// <summary>How a webhook took an alert.</summary>
public sealed record AlertDelivery(int? Status, string? Failure);
