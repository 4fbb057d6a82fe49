namespace CauseFlow.CredentialBroker.Providers.Gcp;

/// <summary>Lines for gcloud. What stands in them was checked when it came in, so that it needs no quoting.</summary>
public static class GcloudCommands
{
    /// <summary>Lets one subject of a pool act as a service account, and nobody else.</summary>
    public static string BindIdentity(string account, string audience, string subject) =>
        $"gcloud iam service-accounts add-iam-policy-binding {account} --role roles/iam.workloadIdentityUser "
        + $"--member \"{PrincipalOf(audience, subject)}\"";

    /// <summary>Lists what a service account holds in a project.</summary>
    public static string RolesOf(string project, string account) =>
        $"gcloud projects get-iam-policy {project} --flatten=\"bindings[].members\" --filter=\"bindings.members='serviceAccount:{account}'\" "
        + "--format=\"value(bindings.role)\"";

    /// <summary>Whom a role is bound to, so that the integration may read: the account, or the subject where there is none.</summary>
    public static string MemberOf(GcpSettings settings, string subject)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings is { ServiceAccount: null, Audience: { } audience }
            ? PrincipalOf(audience, subject) : $"serviceAccount:{settings.ServiceAccount}";
    }

    private static string PrincipalOf(string audience, string subject) =>
        $"principal://iam.googleapis.com/projects/{GcpNames.ProjectNumberOf(audience)}/locations/global/workloadIdentityPools/"
        + $"{GcpNames.PoolOf(audience)}/subject/{subject}";
}
