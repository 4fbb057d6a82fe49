namespace CauseFlow.Secrets;

/// <summary>What one bounded step of a rewrap did.</summary>
/// <param name="Rewrapped">Secrets that are under the current key now.</param>
/// <param name="Disabled">Secrets that cannot be opened, since their key is missing or they were changed.</param>
/// <param name="Next">Where to go on; null at the end.</param>
public sealed record RewrapStep(int Rewrapped, int Disabled, string? Next);
