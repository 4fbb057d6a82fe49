using System.Text.Json.Serialization;

namespace CauseFlow.CloudSimulation.Ecs;

internal sealed record ListClustersRequest(
    [property: JsonPropertyName("maxResults")] int? MaxResults,
    [property: JsonPropertyName("nextToken")] string? NextToken);

internal sealed record ListServicesRequest(
    [property: JsonPropertyName("cluster")] string? Cluster,
    [property: JsonPropertyName("launchType")] string? LaunchType,
    [property: JsonPropertyName("maxResults")] int? MaxResults,
    [property: JsonPropertyName("nextToken")] string? NextToken);

internal sealed record DescribeServicesRequest(
    [property: JsonPropertyName("cluster")] string? Cluster,
    [property: JsonPropertyName("services")] IReadOnlyList<string>? Services);

internal sealed record ListTasksRequest(
    [property: JsonPropertyName("cluster")] string? Cluster,
    [property: JsonPropertyName("serviceName")] string? ServiceName,
    [property: JsonPropertyName("desiredStatus")] string? DesiredStatus,
    [property: JsonPropertyName("maxResults")] int? MaxResults,
    [property: JsonPropertyName("nextToken")] string? NextToken);

internal sealed record DescribeTasksRequest(
    [property: JsonPropertyName("cluster")] string? Cluster,
    [property: JsonPropertyName("tasks")] IReadOnlyList<string>? Tasks);

internal sealed record DescribeTaskDefinitionRequest(
    [property: JsonPropertyName("taskDefinition")] string? TaskDefinition);
