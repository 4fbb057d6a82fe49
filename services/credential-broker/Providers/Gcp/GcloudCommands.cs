namespace CauseFlow.CredentialBroker.Providers.Gcp;

/// <summary>Lines for gcloud. What stands in them was checked when it came in, so that it needs no quoting.</summary>
public static class GcloudCommands
{
    /// <summary>Lets one subject of a pool act as a service account, and nobody else.</summary>
    public static string BindIdentity(string account, string audience, string subject) =>
        $"gcloud iam service-accounts add-iam-policy-binding {account} --role roles/iam.workloadIdentityUser "
        + $"--member \"{PrincipalOf(audience, subject)}\"";

    private static string PrincipalOf(string audience, string subject) =>
        $"principal://iam.googleapis.com/projects/{GcpNames.ProjectNumberOf(audience)}/locations/global/workloadIdentityPools/"
        + $"{GcpNames.PoolOf(audience)}/subject/{subject}";
}
