using CauseFlow.CredentialBroker.Oidc;

namespace CauseFlow.CredentialBroker.Providers.Gcp.Setup;

/// <summary>
/// Lines for gcloud that make the service account. What the customer fills in comes from the shell's environment.
/// </summary>
public static class GcpCommands
{
    private const string Account = "causeflow@$PROJECT_ID.iam.gserviceaccount.com";

    public static IReadOnlyList<string> Apis { get; } =
    [
        "cloudresourcemanager.googleapis.com", "compute.googleapis.com", "container.googleapis.com", "logging.googleapis.com",
        "monitoring.googleapis.com", "run.googleapis.com",
    ];

    public static IReadOnlyList<string> WithKey(IReadOnlyList<string> permissions) =>
    [
        .. Common(permissions, ""),
        $"gcloud iam service-accounts keys create causeflow-key.json --iam-account \"{Account}\"",
    ];

    public static IReadOnlyList<string> WithoutKey(IReadOnlyList<string> permissions, KeylessSubject keyless)
    {
        ArgumentNullException.ThrowIfNull(keyless);
        return
        [
            .. Common(permissions, " iamcredentials.googleapis.com sts.googleapis.com"),
            "PROJECT_NUMBER=$(gcloud projects describe \"$PROJECT_ID\" --format='value(projectNumber)')",
            "gcloud iam workload-identity-pools create causeflow --project \"$PROJECT_ID\" --location global",
            "gcloud iam workload-identity-pools providers create-oidc causeflow --project \"$PROJECT_ID\" --location global "
                + $"--workload-identity-pool causeflow --issuer-uri \"{keyless.Issuer}\" --attribute-mapping google.subject=assertion.sub "
                + $"--attribute-condition \"assertion.sub == '{keyless.Subject}'\"",
            $"# Only where Google cannot reach this installation: curl -s {keyless.JwksUri} -o jwks.json, and --jwk-json-path jwks.json",
            $"gcloud iam service-accounts add-iam-policy-binding \"{Account}\" --project \"$PROJECT_ID\" "
                + "--role roles/iam.workloadIdentityUser --member \"principal://iam.googleapis.com/projects/$PROJECT_NUMBER/"
                + $"locations/global/workloadIdentityPools/causeflow/subject/{keyless.Subject}\"",
        ];
    }

    private static IReadOnlyList<string> Common(IReadOnlyList<string> permissions, string moreApis) =>
    [
        $"gcloud services enable {string.Join(' ', Apis)}{moreApis} --project \"$PROJECT_ID\"",
        "gcloud iam service-accounts create causeflow --project \"$PROJECT_ID\" --display-name CauseFlow",
        $"gcloud projects add-iam-policy-binding \"$PROJECT_ID\" --member \"serviceAccount:{Account}\" --role roles/viewer "
            + "--condition None",
        "# Instead of roles/viewer, a role with nothing else: gcloud iam roles create causeflow --project \"$PROJECT_ID\" --title "
            + $"CauseFlow --permissions {string.Join(',', permissions)}",
    ];
}
