using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Tests;

/// <summary>A case made of everything that a run published.</summary>
internal static class Cases
{
    public static CaseFile Of(CollectedFindings findings, AzureSessionGranted grant) => new()
    {
        TenantId = grant.TenantId, IncidentId = "inc_1", InvestigationId = grant.InvestigationId!, Pass = 1, Revision = 1, Window = grant.Window!,
        AsOf = grant.Window!.To, Alarms = findings.Of(f => f.Alarms), Resources = findings.Of(f => f.Resources),
        Relations = findings.Of(f => f.Relations), Metrics = findings.Of(f => f.Metrics), Logs = findings.Of(f => f.Logs),
        States = findings.Of(f => f.States), Changes = findings.Of(f => f.Changes), Coverage = findings.Of(f => f.Coverage),
    };
}
