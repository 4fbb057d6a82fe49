using System.Text.Json.Nodes;
using CauseFlow.Collection.Plans;
using CauseFlow.CredentialBroker.Oidc;

namespace CauseFlow.CredentialBroker.Providers.Azure.Setup;

/// <summary>What an admin needs to make an application that reads. It holds no secret.</summary>
public sealed record AzureSetup
{
    /// <summary>The built-in role that holds every permission.</summary>
    public string Role { get; init; } = "Reader";

    /// <summary>ARM actions that the sources call; all are reads.</summary>
    public required IReadOnlyList<string> Permissions { get; init; }

    /// <summary>The same as a custom role, for those who do not give Reader.</summary>
    public required JsonObject CustomRole { get; init; }

    /// <summary>What the federated credential says; null where this installation issues no tokens.</summary>
    public KeylessSubject? Keyless { get; init; }

    /// <summary>Everything by hand with the Azure CLI.</summary>
    public required IReadOnlyList<string> AzCommands { get; init; }

    /// <summary>The same without a secret; null where this installation issues no tokens.</summary>
    public IReadOnlyList<string>? KeylessCommands { get; init; }

    /// <summary>The Terraform configuration, as <c>?format=terraform</c> gives it.</summary>
    public required string Terraform { get; init; }

    /// <summary>What to do with all this, in order.</summary>
    public required IReadOnlyList<string> Steps { get; init; }

    public static AzureSetup Create(KeylessSubject? keyless)
    {
        IReadOnlyList<string> permissions =
        [
            .. AzurePlans.All.Append(AzureResolve.Plan).Append(AzureExcess.Plan).SelectMany(plan => plan.Calls)
                .Select(call => call.Permission).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        return new AzureSetup
        {
            Permissions = permissions,
            CustomRole = RoleOf(permissions),
            Keyless = keyless,
            AzCommands = AzureCommands.WithSecret(),
            KeylessCommands = keyless is null ? null : AzureCommands.WithoutSecret(keyless),
            Terraform = AzureTerraform.Create(keyless),
            Steps = StepsOf(keyless is not null),
        };
    }

    private static JsonObject RoleOf(IEnumerable<string> permissions) => new()
    {
        ["Name"] = "CauseFlow Reader",
        ["IsCustom"] = true,
        ["Description"] = "What CauseFlow reads during an investigation.",
        ["Actions"] = new JsonArray(
            [.. permissions.Append("Microsoft.OperationalInsights/workspaces/query/*/read").Select(permission => (JsonNode)permission)]),
        ["NotActions"] = new JsonArray(),
        ["AssignableScopes"] = new JsonArray("/subscriptions/<subscription id>"),
    };

    private static IReadOnlyList<string> StepsOf(bool isKeyless) =>
    [
        "Register an application and its service principal: az ad app create, az ad sp create.",
        isKeyless
            ? "Give it a client secret, or better the federated credential of keyless: then CauseFlow stores no secret at all."
            : "Give it a client secret and note when it expires.",
        "Give it Reader at the subscription; at resource groups alone CauseFlow sees no Activity Log of the subscription.",
        "If logs go to a Log Analytics workspace elsewhere, give it Reader (or Log Analytics Reader) there too.",
        "POST /v1/integrations/azure/connect with tenantId, clientId, clientSecret (none for a federated credential), "
            + "subscriptionIds and, if there is one, workspaceId; the answer lists every permission that is missing or too much.",
    ];
}
