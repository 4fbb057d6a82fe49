namespace CauseFlow.ServiceDefaults.Identity;

/// <summary>Authentication schemes are named per service, because several services may share one container.</summary>
public static class IdentitySchemes
{
    /// <summary>The gateway's forwarded identity for this service.</summary>
    public static string Forwarded(string service) => $"forwarded:{service}";

    /// <summary>Another service's own identity, shown to this service.</summary>
    public static string Service(string service) => $"service:{service}";

    /// <summary>The same by a service-account token of the cluster.</summary>
    public static string Pod(string service) => $"pod:{service}";
}
