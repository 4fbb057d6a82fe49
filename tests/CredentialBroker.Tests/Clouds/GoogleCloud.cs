using System.Security.Cryptography;
using System.Text.Json;

namespace CauseFlow.CredentialBroker.Tests.Clouds;

/// <summary>A service account as a customer has it, and the bodies of Google's endpoints.</summary>
public static class GoogleCloud
{
    public const string Account = "causeflow@shop-prod.iam.gserviceaccount.com";
    public const string Project = "shop-prod";
    public const string Provider = "//iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/causeflow/providers/causeflow";
    public const string CanaryToken = "ya29.CANARY-GOOGLE-TOKEN";

    public static string PrivateKey { get; } = NewKey();

    public static string Token(string token = CanaryToken) =>
        $$"""{"access_token":"{{token}}","token_type":"Bearer","expires_in":3599}""";

    public static string OAuthError(string word, string description) =>
        JsonSerializer.Serialize(new { error = word, error_description = description });

    /// <summary>As the service sends it: Help before ErrorInfo.</summary>
    public static string ApiError(int code, string status, string message, string? reason = null, object? metadata = null) =>
        JsonSerializer.Serialize(new
        {
            error = new
            {
                code, message, status,
                details = reason is null ? [] : new object[]
                {
                    new Dictionary<string, object> { ["@type"] = "type.googleapis.com/google.rpc.Help", ["links"] = new[] { 1 } },
                    new Dictionary<string, object?>
                    {
                        ["@type"] = "type.googleapis.com/google.rpc.ErrorInfo", ["reason"] = reason,
                        ["domain"] = "googleapis.com", ["metadata"] = metadata ?? new { },
                    },
                },
            },
        });

    public static Dictionary<string, object?> Key(string? tokenUri = "https://oauth2.googleapis.com/token", string? privateKey = null) => new()
    {
        ["type"] = "service_account", ["project_id"] = Project, ["private_key_id"] = "0123456789abcdef",
        ["private_key"] = privateKey ?? PrivateKey, ["client_email"] = Account, ["client_id"] = "1",
        ["auth_uri"] = "https://accounts.google.com/o/oauth2/auth", ["token_uri"] = tokenUri,
    };

    public static Dictionary<string, object?> Federation() => new()
    {
        ["type"] = "external_account", ["audience"] = Provider,
        ["subject_token_type"] = "urn:ietf:params:oauth:token-type:jwt",
        ["token_url"] = "https://sts.googleapis.com/v1/token",
        ["service_account_impersonation_url"] =
            $"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{Account}:generateAccessToken",
    };

    public static JsonElement Json(object document) => JsonSerializer.SerializeToElement(document);

    private static string NewKey()
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportPkcs8PrivateKeyPem();
    }
}
