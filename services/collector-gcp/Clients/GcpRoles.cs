namespace CauseFlow.CollectorGcp.Clients;

/// <summary>The predefined role that holds a permission and little else: what a person binds.</summary>
internal static class GcpRoles
{
    public static string? Of(string permission) => permission[..Math.Max(0, permission.IndexOf('.', StringComparison.Ordinal))] switch
    {
        "monitoring" => "roles/monitoring.viewer",
        "logging" => "roles/logging.viewer",
        "compute" => "roles/compute.viewer",
        // The cluster viewer may not list operations.
        "container" => "roles/container.viewer",
        "run" => "roles/run.viewer",
        "resourcemanager" => "roles/browser",
        "serviceusage" => "roles/serviceusage.serviceUsageConsumer",
        _ => null,
    };

    /// <summary>Stands for the principal until what was said is redacted: an address would not survive that.</summary>
    public const string Member = "serviceAccount:CAUSEFLOW_SERVICE_ACCOUNT";

    /// <summary>The line that gives the permission.</summary>
    public static string Binding(string project, string permission) => Of(permission) is { } role
        ? $"gcloud projects add-iam-policy-binding {project} --member=\"{Member}\" --role={role} --condition=None"
        : $"Give CauseFlow's service account a role in project {project} that holds {permission}.";
}
