using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Rules;

namespace CauseFlow.Diagnosis.Ranking;

/// <summary>Lines of the <c>az</c> command that only read.</summary>
internal static class AzureSteps
{
    private const string HealthVersion = "api-version=2025-05-01";

    public static IEnumerable<string> For(Hypothesis hypothesis, InvestigationWindow window)
    {
        var resource = hypothesis.Resource;
        var id = Shell.Word(resource.Id);
        yield return resource.Kind switch
        {
            ResourceKinds.AzureVm => $"az vm get-instance-view --ids {id}",
            ResourceKinds.AksCluster => $"az aks show --ids {id}",
            ResourceKinds.AppService => $"az webapp show --ids {id}",
            ResourceKinds.FunctionApp => $"az functionapp show --ids {id}",
            ResourceKinds.AppServicePlan => $"az appservice plan show --ids {id}",
            _ => $"az resource show --ids {id}",
        };
        switch (resource.Kind)
        {
            // Its id names the group, the cluster and the pool, each after its own word.
            case ResourceKinds.AksNodePool when After(resource.Id, "resourcegroups") is { } group
                && After(resource.Id, "managedclusters") is { } cluster:
                yield return $"az aks nodepool list --subscription {Shell.Word(resource.Account)} --resource-group {Shell.Word(group)} --cluster-name {Shell.Word(cluster)}";
                break;
            case ResourceKinds.AppService or ResourceKinds.FunctionApp when hypothesis.ChangeId is not null
                && After(resource.Id, "resourcegroups") is { } group && After(resource.Id, "sites") is { } site:
                var which = $"--subscription {Shell.Word(resource.Account)} --resource-group {Shell.Word(group)} --name {Shell.Word(site)}";
                yield return resource.Kind == ResourceKinds.AppService
                    ? $"az webapp deployment slot list {which}" : $"az functionapp deployment slot list {which}";
                yield return $"az webapp log deployment list {which}";
                break;
        }

        if (hypothesis.ChangeId is not null)
        {
            yield return $"az monitor activity-log list --resource-id {id} --start-time {Shell.Iso(window.From.AddHours(-4))} --end-time {Shell.Iso(window.To)}";
        }

        if (hypothesis.Category is CauseCategory.InfrastructureFailure or CauseCategory.PlatformMaintenance or CauseCategory.Unknown)
        {
            yield return "az rest --method get --url "
                + Shell.Word($"{resource.Id}/providers/Microsoft.ResourceHealth/availabilityStatuses?{HealthVersion}");
        }
    }

    private static string? After(string id, string word)
    {
        var parts = id.Split('/');
        var at = Array.FindIndex(parts, part => part.Equals(word, StringComparison.OrdinalIgnoreCase));
        return at >= 0 && at + 1 < parts.Length && parts[at + 1].Length > 0 ? parts[at + 1] : null;
    }
}
