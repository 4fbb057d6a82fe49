using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>What the broker answers to a request, in words for people where it refuses.</summary>
internal static class AccessAnswers
{
    public static AccessDecided Of(InvestigationRequested request, IReadOnlyList<IntegrationAccess> accesses) => new()
    {
        TenantId = request.TenantId, InvestigationId = request.InvestigationId, Pass = request.Pass,
        Integrations = accesses,
    };

    /// <summary>One integration that gets no lease.</summary>
    public static IntegrationAccess Refused(
        Integration integration, RefusalReason reason, string message, string remedy) => new()
        {
            IntegrationId = integration.Id, Provider = integration.Provider, Account = integration.Account,
            Reason = reason, Message = message, Remedy = remedy,
        };

    /// <summary>An integration that is none of the tenant's.</summary>
    public static IntegrationAccess Unknown(string id) => new()
    {
        IntegrationId = id, Provider = CloudProvider.Generic, Account = "", Reason = RefusalReason.NotConnected,
        Message = $"No integration {id} is connected.",
        Remedy = "Choose a connected integration: GET /v1/integrations lists them.",
    };

    /// <summary>No integration at all fits the request.</summary>
    public static AccessDecided NothingConnected(InvestigationRequested request)
    {
        string[] accounts =
        [
            .. (request.Alarm is { Provider: not CloudProvider.Generic } alarm ? [alarm.Account] : Array.Empty<string>())
                .Concat((request.Scope?.Resources ?? []).Select(RequestScope.AccountOf)).Distinct(StringComparer.Ordinal).Take(10),
        ];
        return Of(request, []) with
        {
            Reason = accounts.Length == 0 ? RefusalReason.ScopeInsufficient : RefusalReason.NotConnected,
            Message = accounts.Length switch
            {
                0 => "Nothing says which account to look into: neither an alarm of a cloud, nor an integration, nor a resource.",
                1 => $"Account {accounts[0]} is not connected.",
                _ => $"None of the accounts {string.Join(", ", accounts)} is connected.",
            },
            Remedy = accounts.Length == 0
                ? "Choose an integration or a resource for the incident and start the investigation again."
                : "Connect the account (POST /v1/integrations/aws/connect) and start the investigation again.",
        };
    }
}
