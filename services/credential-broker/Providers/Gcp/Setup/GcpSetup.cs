using System.Text.Json.Nodes;
using CauseFlow.Collection.Plans;
using CauseFlow.CredentialBroker.Oidc;

namespace CauseFlow.CredentialBroker.Providers.Gcp.Setup;

/// <summary>What an admin needs to make a service account that reads. It holds no secret.</summary>
public sealed record GcpSetup
{
    /// <summary>The audience of the broker's tokens; number, pool and provider are the customer's.</summary>
    public const string AudienceForm =
        "https://iam.googleapis.com/projects/<project number>/locations/global/workloadIdentityPools/causeflow/providers/causeflow";

    /// <summary>The built-in roles; the second only for logs that Viewer does not show.</summary>
    public IReadOnlyList<string> Roles { get; init; } = ["roles/viewer", "roles/logging.viewer"];

    /// <summary>IAM permissions that the sources need; all are reads.</summary>
    public required IReadOnlyList<string> Permissions { get; init; }

    /// <summary>APIs that must be enabled.</summary>
    public IReadOnlyList<string> Apis { get; init; } = GcpCommands.Apis;

    /// <summary>What the pool's provider says; null where this installation issues no tokens.</summary>
    public KeylessSubject? Keyless { get; init; }

    /// <summary>
    /// The document to paste as <c>credential</c> without a key; null where this installation issues no tokens.
    /// </summary>
    public JsonObject? KeylessDocument { get; init; }

    /// <summary>Everything by hand with gcloud.</summary>
    public required IReadOnlyList<string> GcloudCommands { get; init; }

    /// <summary>The same without a key; null where this installation issues no tokens.</summary>
    public IReadOnlyList<string>? KeylessCommands { get; init; }

    /// <summary>The Terraform configuration, as <c>?format=terraform</c> gives it.</summary>
    public required string Terraform { get; init; }

    /// <summary>What to do with all this, in order.</summary>
    public required IReadOnlyList<string> Steps { get; init; }

    public static GcpSetup Create(KeylessSubject? keyless)
    {
        IReadOnlyList<string> permissions =
        [
            .. GcpPlans.All.Append(GcpResolve.Plan).SelectMany(plan => plan.Calls).Select(call => call.Permission)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        return new GcpSetup
        {
            Permissions = permissions,
            Keyless = keyless,
            KeylessDocument = keyless is null ? null : Document(),
            GcloudCommands = GcpCommands.WithKey(permissions),
            KeylessCommands = keyless is null ? null : GcpCommands.WithoutKey(permissions, keyless),
            Terraform = GcpTerraform.Create(permissions, keyless),
            Steps = StepsOf(keyless is not null),
        };
    }

    private static JsonObject Document() => new()
    {
        ["type"] = "external_account",
        ["audience"] = AudienceForm["https:".Length..],
        ["subject_token_type"] = "urn:ietf:params:oauth:token-type:jwt",
        ["service_account_impersonation_url"] =
            "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/<service account>:generateAccessToken",
    };

    private static IReadOnlyList<string> StepsOf(bool isKeyless) =>
    [
        "Enable the APIs in every project that is read.",
        "Make the service account and give it roles/viewer in every project, or the custom role of permissions (which includes "
            + "resourcemanager.projects.get); roles/logging.viewer where Viewer does not show the logs.",
        isKeyless
            ? "Make a key; or better the workload identity pool of keyless, bound to its subject alone: then CauseFlow stores no key."
            : "Make a key.",
        "Where Google cannot reach this installation, upload the key set of jwksUri to the provider (--jwk-json-path), again "
            + "after each rotation.",
        "POST /v1/integrations/gcp/connect with projectIds and credential (the key's JSON, or keylessDocument with number and "
            + "service account filled in); the answer lists every permission that is missing or too much.",
    ];
}
