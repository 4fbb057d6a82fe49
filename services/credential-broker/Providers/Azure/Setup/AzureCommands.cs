using System.Text.Json.Nodes;
using CauseFlow.CredentialBroker.Oidc;

namespace CauseFlow.CredentialBroker.Providers.Azure.Setup;

/// <summary>
/// Lines for the Azure CLI that make the application. What the customer fills in comes from the shell's environment.
/// </summary>
public static class AzureCommands
{
    private static readonly string[] Application =
    [
        "APP_ID=$(az ad app create --display-name CauseFlow --sign-in-audience AzureADMyOrg --query appId --output tsv)",
        "az ad sp create --id \"$APP_ID\"",
        "az role assignment create --assignee \"$APP_ID\" --role Reader --scope \"/subscriptions/$SUBSCRIPTION_ID\"",
        "az role assignment create --assignee \"$APP_ID\" --role \"Log Analytics Reader\" --scope \"$WORKSPACE_RESOURCE_ID\"",
    ];

    private const string Tenant = "az account show --query tenantId --output tsv";

    public static IReadOnlyList<string> WithSecret() =>
    [
        .. Application,
        "CLIENT_SECRET=$(az ad app credential reset --id \"$APP_ID\" --append --display-name causeflow --years 1 --query password --output tsv)",
        Tenant,
    ];

    public static IReadOnlyList<string> WithoutSecret(KeylessSubject keyless)
    {
        ArgumentNullException.ThrowIfNull(keyless);
        var credential = new JsonObject
        {
            ["name"] = "causeflow", ["issuer"] = keyless.Issuer, ["subject"] = keyless.Subject,
            ["audiences"] = new JsonArray(keyless.Audience),
        };
        return
        [
            .. Application,
            $"az ad app federated-credential create --id \"$APP_ID\" --parameters '{credential.ToJsonString(Relaxed)}'",
            Tenant,
        ];
    }

    private static System.Text.Json.JsonSerializerOptions Relaxed { get; } =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
