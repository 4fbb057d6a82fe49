using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Control;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Azure;

/// <summary>An ARM request as it was understood: which action at which scope, and how it is answered.</summary>
internal sealed record ArmOperation(string Permission, string Scope, Func<ScenarioAzureApp, AzureSwitch, JsonNode> Answer)
{
    /// <summary>True for a list, which shows what the caller may see of it.</summary>
    public bool IsFiltered { get; init; }
}

/// <summary>Azure Resource Manager: one generic store, and the providers that answer in their own way.</summary>
internal sealed class ArmService(
    ScenarioAzure data, LoadedScenario scenario, AzureResources resources, AzureRoles roles, AzureMetrics metrics, ActivityLog activity,
    ResourceGraph graph)
{
    private const string Metrics = "/providers/Microsoft.Insights/metrics";
    private const string Events = "/providers/Microsoft.Insights/eventtypes/management/values";
    private const string Permissions = "/providers/Microsoft.Authorization/permissions";
    private const string Health = "/providers/Microsoft.ResourceHealth/availabilityStatuses";
    private const string Graph = "/providers/Microsoft.ResourceGraph/resources";
    private const string InstanceView = "/instanceView";
    private const string Vm = "Microsoft.Compute/virtualMachines";

    /// <exception cref="AzureException">The path is none of ARM's.</exception>
    public ArmOperation OperationOf(AzureRequest request)
    {
        var path = request.Path.TrimEnd('/');
        if (request.Method == "POST" && Is(path, Graph))
        {
            return new("Microsoft.ResourceGraph/resources/read", "/", (app, _) => graph.Answer(request, app)) { IsFiltered = true };
        }

        if (request.Method != "GET")
        {
            throw new AzureException(405, "MethodNotAllowed", "The HTTP method is not supported.");
        }

        if (Strip(path, Events) is { } subscription)
        {
            return new("Microsoft.Insights/eventtypes/values/read", subscription, (_, fault) => AzurePages.Of(
                request, activity.Select(ArmId.SubscriptionOf(subscription) ?? "", request.Query["$filter"].ToString()), data.PageSize, fault));
        }

        if (Strip(path, Permissions) is { } held)
        {
            return new("Microsoft.Authorization/permissions/read", held, (app, fault) => AzurePages.Of(
                request, roles.At(app, held).Select(PermissionOf), data.PageSize, fault));
        }

        if (Strip(path, Metrics) is { } measured)
        {
            return new("Microsoft.Insights/metrics/read", measured, (_, fault) => metrics.Answer(request, measured, TypeOf(measured), fault));
        }

        if (Strip(path, Health + "/current") is { } healthy)
        {
            return new("Microsoft.ResourceHealth/availabilityStatuses/read", healthy, (_, _) =>
                HealthOf(healthy).FirstOrDefault() ?? throw new AzureException(404, "ResourceNotFound", "The resource is not supported."));
        }

        return Strip(path, Health) is { } history
            ? new("Microsoft.ResourceHealth/availabilityStatuses/read", history, (_, fault) => AzurePages.Of(
                request, HealthOf(history), data.PageSize, fault))
            : Generic(request, path);
    }

    public AzureResponse Invoke(ArmOperation operation, AzureRequest request, ScenarioAzureApp app, AzureSwitch fault)
    {
        if (!request.Query.ContainsKey("api-version"))
        {
            throw new AzureException(400, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.");
        }

        if (ArmId.SubscriptionOf(operation.Scope) is { } id && !data.Subscriptions.Contains(id, StringComparer.OrdinalIgnoreCase))
        {
            throw new AzureException(404, "SubscriptionNotFound", $"The subscription '{id}' could not be found.");
        }

        if (!operation.IsFiltered || (operation.Scope != "/" && !roles.AllowsBelow(app, operation.Permission, operation.Scope)))
        {
            roles.Demand(app, operation.Permission, operation.Scope);
        }

        var response = AzureResponse.Of(AzureFaults.Change(operation.Answer(app, fault), fault));
        response.Headers["x-ms-ratelimit-remaining-subscription-reads"] = "249";
        response.Headers["x-ms-request-id"] = Guid.NewGuid().ToString();
        if (operation.Permission.StartsWith("Microsoft.Compute/", StringComparison.Ordinal))
        {
            response.Headers["x-ms-ratelimit-remaining-resource"] = "Microsoft.Compute/HighCostGet3Min;139,Microsoft.Compute/HighCostGet30Min;699";
        }

        return response;
    }

    private ArmOperation Generic(AzureRequest request, string path)
    {
        var isInstanceView = path.EndsWith(InstanceView, StringComparison.OrdinalIgnoreCase);
        var id = ArmId.Parse(isInstanceView ? path[..^InstanceView.Length] : path)
            ?? throw new AzureException(404, "InvalidResourceType", "The resource type could not be found.");
        var itemPath = isInstanceView ? path[..^InstanceView.Length] : path;
        if (isInstanceView)
        {
            return new($"{id.Type}/instanceView/read", itemPath, (_, _) =>
                Found(itemPath)["properties"]?["instanceView"]?.DeepClone() ?? new JsonObject());
        }

        return id.Name is not null
            ? new($"{id.Type}/read", path, (_, _) => View(Found(path), request))
            : new($"{id.Type}/read", id.Scope, (app, fault) => AzurePages.Of(
                request,
                resources.Under(id.Scope, id.Type).Where(item => roles.Allows(app, $"{id.Type}/read", AzureResources.IdOf(item)))
                    .Where(item => IsWanted(item, request)).Select(item => View(item, request)),
                data.PageSize, fault)) { IsFiltered = true };
    }

    /// <summary>Alerts can be asked for by their condition.</summary>
    private static bool IsWanted(JsonObject item, AzureRequest request) =>
        !request.Query.TryGetValue("monitorCondition", out var wanted)
        || item["properties"]?["essentials"]?["monitorCondition"]?.GetValue<string>() == wanted.ToString();

    /// <summary>A machine's run-time view is given only when it is asked for.</summary>
    private static JsonObject View(JsonObject item, AzureRequest request)
    {
        var copy = (JsonObject)item.DeepClone();
        if (copy["type"]!.GetValue<string>().Equals(Vm, StringComparison.OrdinalIgnoreCase) && request.Query["statusOnly"] != "true"
            && request.Query["$expand"] != "instanceView")
        {
            (copy["properties"] as JsonObject)?.Remove("instanceView");
        }

        return copy;
    }

    private JsonObject Found(string id) => resources.Find(id) ?? throw AzureException.NotFound(id);

    private string TypeOf(string id) => Found(id)["type"]!.GetValue<string>();

    /// <summary>Of a subscription the newest status of each of its resources.</summary>
    private IEnumerable<JsonObject> HealthOf(string id) => ArmId.Parse(id) is null
        ? data.Health.Where(pair => pair.Key.StartsWith(id + "/", StringComparison.OrdinalIgnoreCase) && pair.Value.Count > 0)
            .Select(pair => RelativeTimes.Of(scenario, pair.Value[0]))
        : HealthOfResource(id);

    private IEnumerable<JsonObject> HealthOfResource(string id) => data.Health
        .FirstOrDefault(pair => pair.Key.Equals(id, StringComparison.OrdinalIgnoreCase)).Value?
        .Select(status => RelativeTimes.Of(scenario, status)) ?? [];

    private static JsonObject PermissionOf(ScenarioAzureRole role) => new()
    {
        ["actions"] = ListOf(role.Actions), ["notActions"] = ListOf(role.NotActions),
        ["dataActions"] = ListOf(role.DataActions), ["notDataActions"] = ListOf(role.NotDataActions),
    };

    private static JsonArray ListOf(IReadOnlyList<string> actions) => [.. actions.Select(action => (JsonNode)action)];

    private static string? Strip(string path, string suffix) => path.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) ? path[..^suffix.Length] : null;

    private static bool Is(string path, string other) => path.Equals(other, StringComparison.OrdinalIgnoreCase);
}
