namespace CauseFlow.Cli.Api;

/// <summary>One server-sent event.</summary>
/// <param name="Id">To go on after it; null when it has none.</param>
/// <param name="Kind">Its name.</param>
/// <param name="Data">Its JSON.</param>
internal sealed record ServerEvent(string? Id, string Kind, string Data);
