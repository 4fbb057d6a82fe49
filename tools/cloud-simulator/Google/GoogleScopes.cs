namespace CauseFlow.CloudSimulation.Google;

/// <summary>Which scopes each API accepts for reads. No single read-only one fits all.</summary>
internal static class GoogleScopes
{
    public const string Prefix = "https://www.googleapis.com/auth/";

    private static readonly Dictionary<string, string[]> Accepted = new(StringComparer.Ordinal)
    {
        ["logging"] = ["logging.read", "logging.admin", "cloud-platform.read-only", "cloud-platform"],
        ["monitoring"] = ["monitoring.read", "monitoring", "cloud-platform"],
        ["container"] = ["container.read-only", "container", "cloud-platform"],
        ["run"] = ["cloud-platform"],
        ["cloudresourcemanager"] = ["cloud-platform.read-only", "cloud-platform"],
        ["compute"] = ["compute.readonly", "compute", "cloud-platform"],
        ["iamcredentials"] = ["iam", "cloud-platform"],
    };

    public static bool Allow(string service, GoogleToken token) => Accepted[service].Any(scope => token.Scopes.Contains(Prefix + scope));
}
