namespace CauseFlow.ServiceDefaults.Identity;

/// <summary>A service that lives in this container.</summary>
internal sealed record LocalService(string Name);
