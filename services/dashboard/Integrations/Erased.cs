namespace CauseFlow.Dashboard.Integrations;

/// <summary>What one request has erased, and what is left of an account's evidence.</summary>
/// <param name="Count">Investigations that were emptied.</param>
/// <param name="Left">Ended ones that are still to be emptied.</param>
/// <param name="StillRunning">Ones that have not ended.</param>
public sealed record Erased(
    [property: System.Text.Json.Serialization.JsonPropertyName("erased")] int Count, int Left, int StillRunning);
