namespace CauseFlow.Collection.Conformance.Azure;

/// <summary>Good answers about one machine, one cluster and one app; texts carry a canary.</summary>
internal static class AzureAnswers
{
    public const string Subscription = "11111111-2222-4333-8444-555555555555";
    public const string Alert = $"/subscriptions/{Subscription}/providers/Microsoft.AlertsManagement/alerts/a1111111-0000-4000-8000-000000000001";
    private const string Canary = "canary.person@example.com";
    private const string Group = $"/subscriptions/{Subscription}/resourceGroups/shop";
    private const string Rule = $"{Group}/providers/Microsoft.Insights/metricAlerts/cpu";
    private const string Vm = $"{Group}/providers/Microsoft.Compute/virtualMachines/web-1";
    private const string Cluster = $"{Group}/providers/Microsoft.ContainerService/managedClusters/aks";
    private const string Site = $"{Group}/providers/Microsoft.Web/sites/shop";
    private const string Plan = $"{Group}/providers/Microsoft.Web/serverfarms/plan";

    public static string ActionOf(HttpRequestMessage request)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (path.StartsWith("/v1/", StringComparison.Ordinal))
        {
            return "Microsoft.OperationalInsights/workspaces/query/read";
        }

        if (path.Contains("/eventtypes/", StringComparison.Ordinal))
        {
            return "Microsoft.Insights/eventtypes/values/read";
        }

        var provider = path[(path.LastIndexOf("/providers/", StringComparison.OrdinalIgnoreCase) + "/providers/".Length)..];
        return provider.Split('/') switch
        {
            ["Microsoft.Insights", "metrics", ..] => "Microsoft.Insights/metrics/read",
            ["Microsoft.ResourceHealth", ..] => "Microsoft.ResourceHealth/availabilityStatuses/read",
            ["Microsoft.ResourceGraph", ..] => "Microsoft.ResourceGraph/resources/read",
            ["Microsoft.AlertsManagement" or "microsoft.alertsmanagement", ..] => "Microsoft.AlertsManagement/alerts/read",
            [var space, "metricAlerts" or "metricalerts", ..] when space.Length > 0 => "Microsoft.Insights/metricAlerts/read",
            [_, "virtualMachines" or "virtualmachines", ..] => "Microsoft.Compute/virtualMachines/read",
            [_, "managedClusters" or "managedclusters", _] => "Microsoft.ContainerService/managedClusters/read",
            [_, "managedClusters" or "managedclusters", ..] => "Microsoft.ContainerService/managedClusters/agentPools/read",
            [_, "sites", _] => "Microsoft.Web/sites/read",
            [_, "sites", ..] => "Microsoft.Web/sites/slots/read",
            [_, "serverfarms", ..] => "Microsoft.Web/serverfarms/read",
            _ => path,
        };
    }

    public static string Of(string action) => action switch
    {
        "Microsoft.AlertsManagement/alerts/read" => $$$"""
            {"id":"{{{Alert}}}","name":"cpu","properties":{"essentials":{"severity":"Sev1","signalType":"Metric","monitorCondition":"Fired",
            "targetResource":"{{{Vm}}}","alertRule":"{{{Rule}}}","startDateTime":"2026-11-20T11:55:00Z","description":"call {{{Canary}}}"} } }
            """,
        "Microsoft.Insights/metricAlerts/read" => $$$"""
            {"id":"{{{Rule}}}","properties":{"windowSize":"PT5M","scopes":["{{{Vm}}}","{{{Cluster}}}","{{{Site}}}"],"criteria":{"allOf":[
            {"metricName":"Percentage CPU","metricNamespace":"Microsoft.Compute/virtualMachines","operator":"GreaterThan","threshold":90,
            "timeAggregation":"Average","dimensions":[]}]} } }
            """,
        "Microsoft.ResourceGraph/resources/read" => $$$"""
            {"totalRecords":3,"count":3,"resultTruncated":"false","data":[
            {"id":"{{{Vm}}}","kind":"","location":"westeurope","tags":{"owner":"{{{Canary}}}"},"properties":{}},
            {"id":"{{{Cluster}}}","location":"westeurope","tags":null,"properties":{"agentPoolProfiles":[{"name":"workers"}]}},
            {"id":"{{{Site}}}","kind":"app,linux","location":"westeurope","properties":{"serverFarmId":"{{{Plan}}}","hostNames":["shop.example"]}}]}
            """,
        "Microsoft.Compute/virtualMachines/read" => $$$"""
            {"id":"{{{Vm}}}","name":"web-1","type":"Microsoft.Compute/virtualMachines","location":"westeurope","properties":{
            "hardwareProfile":{"vmSize":"Standard_B2s"},"provisioningState":"Succeeded","instanceView":{"statuses":[
            {"code":"ProvisioningState/succeeded","level":"Info","displayStatus":"Provisioning succeeded","time":"2026-11-20T11:00:00+00:00"},
            {"code":"PowerState/running","level":"Info","displayStatus":"VM running"}],"extensions":[{"name":"script","statuses":[
            {"code":"ProvisioningState/failed/1","level":"Error","displayStatus":"Provisioning failed","message":"stdout: {{{Canary}}}"}]}]} } }
            """,
        "Microsoft.ContainerService/managedClusters/read" => $$$"""
            {"id":"{{{Cluster}}}","properties":{"provisioningState":"Succeeded","powerState":{"code":"Running"},"kubernetesVersion":"1.31.2","nodeResourceGroup":"{{{Canary}}}"}}
            """,
        "Microsoft.ContainerService/managedClusters/agentPools/read" => $$$"""
            {"value":[{"id":"{{{Cluster}}}/agentPools/workers","properties":{"provisioningState":"Upgrading","count":3,"orchestratorVersion":"1.31.2","currentOrchestratorVersion":"1.30.1"}}]}
            """,
        "Microsoft.Web/sites/read" => $$$"""{"id":"{{{Site}}}","kind":"app,linux","properties":{"state":"Running","availabilityState":"Normal","hostNames":["{{{Canary}}}"],"publishingPassword":"x"}}""",
        "Microsoft.Web/sites/slots/read" => """{"value":[{"name":"shop/staging"}]}""",
        "Microsoft.Web/serverfarms/read" => $$$"""{"id":"{{{Plan}}}","sku":{"name":"P1v3"},"properties":{"status":"Ready","numberOfWorkers":2}}""",
        "Microsoft.Insights/metrics/read" => """
            {"value":[{"name":{"value":"Percentage CPU"},"unit":"Percent","errorCode":"Success","timeseries":[{"data":[
            {"timeStamp":"2026-11-20T11:50:00Z"},{"timeStamp":"2026-11-20T11:55:00Z","average":97,"maximum":99}]}]},
            {"name":{"value":"Requests"},"errorCode":"Success","timeseries":[{"data":[{"timeStamp":"2026-11-20T11:55:00Z","total":5}]}]} ]}
            """,
        "Microsoft.OperationalInsights/workspaces/query/read" => $$$"""
            {"tables":[{"name":"PrimaryResult","columns":[{"name":"TimeGenerated","type":"datetime"},{"name":"_ResourceId","type":"string"},
            {"name":"Source","type":"string"},{"name":"Level","type":"string"},{"name":"Message","type":"string"}],"rows":[
            ["2026-11-20T11:56:00Z","{{{Site}}}","AppServiceConsoleLogs","Error","login of {{{Canary}}} failed"],
            ["2026-11-20T11:56:01Z","{{{Vm}}}","Syslog",null,"disk is full"]]}]}
            """,
        "Microsoft.Insights/eventtypes/values/read" => $$$"""
            {"value":[
            {"correlationId":"c1","operationName":{"value":"Microsoft.Compute/virtualMachines/restart/action"},"resourceId":"{{{Vm}}}","status":{"value":"Succeeded"},
            "category":{"value":"Administrative"},"caller":"{{{Canary}}}","claims":{"name":"{{{Canary}}}"},"eventTimestamp":"2026-11-20T11:50:10.1234567Z"},
            {"correlationId":"c1","operationName":{"value":"Microsoft.Compute/virtualMachines/restart/action"},"resourceId":"{{{Vm}}}","status":{"value":"Started"},
            "category":{"value":"Administrative"},"caller":"{{{Canary}}}","eventTimestamp":"2026-11-20T11:50:00.1234567Z"}]}
            """,
        "Microsoft.ResourceHealth/availabilityStatuses/read" => $$$"""
            {"value":[{"id":"x","properties":{"availabilityState":"Unavailable","title":"Host failure","summary":"tell {{{Canary}}}","reasonType":"Unplanned",
            "context":"Platform Initiated","occuredTime":"2026-11-20T11:54:00Z"}}]}
            """,
        _ => "{}",
    };
}
