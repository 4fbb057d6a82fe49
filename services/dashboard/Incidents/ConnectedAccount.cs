namespace CauseFlow.Dashboard.Incidents;

/// <summary>A connected account, as far as an investigation needs it.</summary>
public sealed record ConnectedAccount(string Id, string Name, string Provider, string Account, string Status);
