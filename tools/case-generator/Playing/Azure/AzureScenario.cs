using System.Text.Json.Nodes;
using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Platforms;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CaseGeneration.Playing.Azure;

/// <summary>A generated incident in Azure.</summary>
internal static class AzureScenario
{
    private const string WorkspaceId = "c0ffee00-0000-4000-8000-000000000001";
    private const string Group = $"/subscriptions/{PlayedAccount.Azure}/resourceGroups/{PlayedAccount.AzureGroup}/providers";
    private const string Workspace = $"{Group}/Microsoft.OperationalInsights/workspaces/shop-logs";

    public static ScenarioAzure Of(Incident incident)
    {
        var components = incident.Application.Components;
        var alertId = $"/subscriptions/{PlayedAccount.Azure}/providers/Microsoft.AlertsManagement/alerts/"
            + $"a1111111-0000-4000-8000-{incident.Number:d12}";
        return new ScenarioAzure
        {
            TenantId = "72f988bf-86f1-41af-91ab-2d7cd011db47",
            App = new ScenarioAzureApp
            {
                ClientId = "0b5b5b1e-6f0e-4a58-9b44-3c1f3ad0a001", ClientSecret = "sim8Q~azure-secret-value-0001",
                ObjectId = "5f0c1d2e-0000-4000-8000-00000000a001",
            },
            Subscriptions = [PlayedAccount.Azure], AlertId = alertId,
            Resources =
            [
                .. components.Select(component => Resource(incident, component)).OfType<JsonObject>(),
                new JsonObject
                {
                    ["id"] = Workspace,
                    ["properties"] = new JsonObject
                    {
                        ["customerId"] = WorkspaceId, ["features"] = new JsonObject { ["enableLogAccessUsingOnlyResourcePermissions"] = true },
                    },
                },
                .. AlertParts.Of(incident, alertId, Group),
            ],
            Metrics = [.. components.SelectMany(component => component.Metrics.Select(metric => Metric(incident, component, metric)))],
            ActivityLog = ActivityParts.Of(incident),
            Health = components.Where(component => component.Node.Kind == "azure.vm").ToDictionary(
                component => component.Node.Id, component => HealthParts.Of(incident, component.Node)),
            Workspace = new ScenarioAzureWorkspace { Id = WorkspaceId, ResourceId = Workspace, Rows = Rows(incident) },
        };
    }

    private static ScenarioMetric Metric(Incident incident, Component component, VendorMetric metric) => new()
    {
        Namespace = "azure", Name = metric.Name, Unit = metric.Unit, IsCount = metric.IsCount, Ceiling = metric.Ceiling, MaximumFactor = 1.2,
        Dimensions = new Dictionary<string, string> { ["ResourceId"] = component.Node.Id },
        Segments = SampledSegments.Of(
            minute => metric.ValueOf(incident.Behaviour.Of(component, metric.Signal, minute)),
            metric.Signal is Signal.CheckFailed or Signal.Instances ? 0 : metric.Signal is Signal.Memory ? 0.01 : 0.1),
    };

    private static JsonObject? Resource(Incident incident, Component component) => component.Node.Kind switch
    {
        "azure.app_service" => App(incident, component.Node),
        "azure.app_service_plan" => new JsonObject
        {
            ["id"] = component.Node.Id, ["kind"] = "linux", ["sku"] = new JsonObject { ["name"] = "P1v3", ["tier"] = "PremiumV3", ["capacity"] = 2 },
            ["properties"] = new JsonObject { ["status"] = "Ready", ["numberOfWorkers"] = 2, ["provisioningState"] = "Succeeded" },
        },
        "azure.vm" => new JsonObject
        {
            ["id"] = component.Node.Id,
            ["properties"] = new JsonObject
            {
                ["hardwareProfile"] = new JsonObject { ["vmSize"] = "Standard_D4s_v5" }, ["provisioningState"] = "Succeeded", ["timeCreated"] = "{at:-90000}",
                ["instanceView"] = new JsonObject
                {
                    ["statuses"] = new JsonArray(
                        Status("ProvisioningState/succeeded", "Provisioning succeeded"), Status("PowerState/running", "VM running")),
                },
            },
        },
        "azure.sql.database" => new JsonObject { ["id"] = component.Node.Id, ["properties"] = new JsonObject { ["status"] = "Online" } },
        _ => null,
    };

    private static JsonObject Status(string code, string text) => new() { ["code"] = code, ["level"] = "Info", ["displayStatus"] = text };

    private static JsonObject App(Incident incident, Node app)
    {
        var isOnPlan = incident.Application.Host is not null && app == incident.Application.Front.Node;
        var last = incident.Changes.LastOrDefault(change => change.Node == app && change.Act is ChangeAct.Deploy or ChangeAct.Configure);
        var properties = new JsonObject
        {
            ["state"] = "Running", ["enabled"] = true, ["availabilityState"] = "Normal", ["usageState"] = "Normal",
            ["hostNames"] = new JsonArray($"{app.Name}.azurewebsites.net"),
            ["serverFarmId"] = isOnPlan ? incident.Application.Host!.Node.Id : $"{Group}/Microsoft.Web/serverfarms/other-plan",
            ["siteConfig"] = new JsonObject { ["linuxFxVersion"] = "DOTNETCORE|8.0" },
            ["lastModifiedTimeUtc"] = At(last?.Minute ?? -9_000, ":yyyy-MM-ddTHH:mm:ss.ff"),
        };
        if (incident.Changes.LastOrDefault(change => change.Node == app && change.Act == ChangeAct.Deploy) is { } swap)
        {
            properties["slotSwapStatus"] = new JsonObject
            {
                ["timestampUtc"] = At(swap.Minute + 0.2, ":yyyy-MM-ddTHH:mm:ss.fffffff"), ["sourceSlotName"] = "staging",
                ["destinationSlotName"] = "Production",
            };
        }

        return new JsonObject { ["id"] = app.Id, ["kind"] = "app,linux", ["properties"] = properties };
    }

    /// <summary>A time that the simulator fills in.</summary>
    internal static string At(double minute, string format = "") =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{{at:{Math.Round(minute, 3)}{format}}}");

    private static List<ScenarioAzureRows> Rows(Incident incident) =>
    [
        .. from component in incident.Application.Components
           where component.Node.Kind is "azure.app_service" or "azure.vm"
           from level in incident.Logs.Where(writer => writer.Node == component.Node).GroupBy(writer => LevelOf(writer.Level))
           select new ScenarioAzureRows
           {
               Table = component.Node.Kind == "azure.vm" ? "Syslog" : "AppServiceConsoleLogs", ResourceId = component.Node.Id, Level = level.Key,
               Events = [.. level.Select(writer => new ScenarioLogEvent
               {
                   Segments = PlayedLines.Rate(writer), Lines = PlayedLines.Lines(writer, withLevel: false),
               })],
           },
    ];

    private static string LevelOf(string? level) => level switch { "ERROR" => "Error", "WARN" => "Warning", _ => "Informational" };
}
