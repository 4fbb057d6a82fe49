using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>The audit records of integrations.</summary>
internal static class IntegrationAudit
{
    public static AuditEntry Entry(Integration integration, string actor, string action, RefusalReason? reason)
    {
        var details = new Dictionary<string, string>
        {
            ["account"] = string.Join(',', integration.Accounts),
            [integration.Provider == CloudProvider.Aws ? "roleArn" : "principal"] = integration.Settings.Principal,
            ["regions"] = string.Join(',', integration.Regions),
        };
        if (reason is not null)
        {
            details["reason"] = $"{reason}";
        }

        return new AuditEntry
        {
            TenantId = integration.TenantId, Actor = actor, Action = action, Subject = integration.Id, Details = details,
        };
    }
}
