using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Providers;

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
        InvestigationRequested request, Integration integration, RefusalReason reason, string message, string remedy) => new()
        {
            IntegrationId = integration.Id, Provider = integration.Provider, Account = AccountOf(request, integration),
            Reason = reason, Message = message, Remedy = remedy,
        };

    /// <summary>An integration that is none of the tenant's.</summary>
    public static IntegrationAccess Unknown(string id) => new()
    {
        IntegrationId = id, Provider = CloudProvider.Generic, Account = "", Reason = RefusalReason.NotConnected,
        Message = $"No integration {id} is connected.",
        Remedy = "Choose a connected integration: GET /v1/integrations lists them.",
    };

    /// <summary>
    /// The alarm's account where the integration holds it, else the one that stands for the integration.
    /// </summary>
    public static string AccountOf(InvestigationRequested request, Integration integration) =>
        request.Alarm is { } alarm && alarm.Provider == integration.Provider
            ? integration.Accounts.FirstOrDefault(x => x.Equals(alarm.Account, StringComparison.OrdinalIgnoreCase))
                ?? integration.Account
            : integration.Account;

    /// <summary>No integration at all fits the request.</summary>
    public static AccessDecided NothingConnected(InvestigationRequested request, CloudAccesses clouds)
    {
        CloudAccount[] accounts = [.. RequestScope.AccountsOf(request, clouds).Take(MaxAccounts)];
        var paths = accounts.Select(x => $"POST {clouds.Of(x.Provider).ConnectPath}").Distinct();
        return Of(request, []) with
        {
            Reason = accounts.Length == 0 ? RefusalReason.ScopeInsufficient : RefusalReason.NotConnected,
            Message = accounts switch
            {
                [] => "Nothing says which account to look into: neither an alarm of a cloud, nor an integration, nor a resource.",
                [var one] => $"{clouds.Of(one.Provider).AccountWord} {one.Account} is not connected.",
                _ => $"None of the accounts {string.Join(", ", accounts.Select(x => x.Account))} is connected.",
            },
            Remedy = accounts.Length == 0
                ? "Choose an integration or a resource for the incident and start the investigation again."
                : $"Connect the account ({string.Join(", ", paths)}) and start the investigation again.",
        };
    }

    private const int MaxAccounts = 10;
}
