using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.Collection;
using CauseFlow.Collection.Environments;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>Amazon ECS in awsJson1.1.</summary>
internal sealed class EcsClient(AwsHttp http, EnvironmentHasher hasher) : IEcsClient
{
    private const int PageSize = 100;

    public Task<Pages<string>> ListClustersAsync(int maxPages, CallMeter calls, CancellationToken cancellationToken) =>
        ListAsync("ecs:ListClusters", "clusterArns", [], maxPages, calls, cancellationToken);

    public Task<Pages<string>> ListServicesAsync(
        string cluster, int maxPages, CallMeter calls, CancellationToken cancellationToken) => ListAsync(
            "ecs:ListServices", "serviceArns", new JsonObject { ["cluster"] = cluster }, maxPages, calls, cancellationToken);

    public Task<Pages<string>> ListTasksAsync(
        string cluster, string service, bool stopped, int maxPages, CallMeter calls, CancellationToken cancellationToken) =>
        ListAsync(
            "ecs:ListTasks", "taskArns",
            new JsonObject
            {
                ["cluster"] = cluster, ["serviceName"] = service, ["desiredStatus"] = stopped ? "STOPPED" : "RUNNING",
            },
            maxPages, calls, cancellationToken);

    public async Task<IReadOnlyList<EcsServiceDescription>> DescribeServicesAsync(
        string cluster, IReadOnlyList<string> services, CallMeter calls, CancellationToken cancellationToken)
    {
        using var answer = await CallAsync(
            "ecs:DescribeServices", new JsonObject { ["cluster"] = cluster, ["services"] = Array(services) }, calls,
            cancellationToken);
        return [.. answer.RootElement.Items("services").Select(EcsJson.Service).OfType<EcsServiceDescription>()];
    }

    public async Task<IReadOnlyList<EcsTaskDescription>> DescribeTasksAsync(
        string cluster, IReadOnlyList<string> tasks, CallMeter calls, CancellationToken cancellationToken)
    {
        using var answer = await CallAsync(
            "ecs:DescribeTasks", new JsonObject { ["cluster"] = cluster, ["tasks"] = Array(tasks) }, calls, cancellationToken);
        return [.. answer.RootElement.Items("tasks").Select(EcsJson.Task).OfType<EcsTaskDescription>()];
    }

    public async Task<EcsTaskDefinition> DescribeTaskDefinitionAsync(
        string taskDefinition, CallMeter calls, CancellationToken cancellationToken)
    {
        const string Api = "ecs:DescribeTaskDefinition";
        using var answer = await CallAsync(
            Api, new JsonObject { ["taskDefinition"] = taskDefinition }, calls, cancellationToken);
        return EcsJson.TaskDefinition(answer.RootElement.Member("taskDefinition") ?? default, hasher)
            ?? throw new PermanentCollectionException(
                RefusalReason.ProviderError, $"{Api} gave no task definition.", "Report it if it repeats.") { Api = Api };
    }

    private async Task<Pages<string>> ListAsync(
        string permission, string member, JsonObject body, int maxPages, CallMeter calls, CancellationToken cancellationToken)
    {
        var items = new List<string>();
        string? token = null;
        var pages = 0;
        do
        {
            var page = (JsonObject)body.DeepClone();
            page["maxResults"] = PageSize;
            if (token is not null)
            {
                page["nextToken"] = token;
            }

            using var answer = await CallAsync(permission, page, calls, cancellationToken);
            items.AddRange(answer.RootElement.Texts(member));
            token = answer.RootElement.Text("nextToken") is { Length: > 0 } next ? next : null;
        }
        while (token is not null && ++pages < maxPages);
        return new Pages<string>(items, token is null);
    }

    private Task<JsonDocument> CallAsync(
        string permission, JsonObject body, CallMeter calls, CancellationToken cancellationToken) =>
        http.SendAsync(new AwsCall(AwsService.Ecs, permission, body), calls, cancellationToken);

    private static JsonArray Array(IReadOnlyList<string> values) => new([.. values.Select(value => (JsonNode?)value)]);
}
