using CauseFlow.CloudSimulation.Aws;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Ecs;

/// <summary>Amazon ECS, awsJson1.1, target AmazonEC2ContainerServiceV20141113, signed as "ecs".</summary>
internal sealed class EcsService(LoadedScenario scenario) : IAwsService
{
    private const string Target = "AmazonEC2ContainerServiceV20141113.";
    private const int MaxServices = 10;
    private const int MaxTasks = 100;
    private readonly JsonProtocol protocol = new("application/x-amz-json-1.1", "", "");
    private readonly EcsNames names = new(scenario);
    private readonly ServiceView services = new(scenario);
    private readonly TaskView tasks = new(scenario);
    private readonly TaskDefinitionView definitions = new(scenario);

    public string Name => "ecs";

    public string SigningName => "ecs";

    public AwsProtocol Protocol => protocol;

    public bool Claims(AwsRequest request) =>
        request.Header("x-amz-target")?.StartsWith(Target, StringComparison.Ordinal) == true;

    public string OperationOf(AwsRequest request) => request.Header("x-amz-target")![Target.Length..] switch
    {
        var name and ("ListClusters" or "ListServices" or "DescribeServices" or "ListTasks" or "DescribeTasks"
            or "DescribeTaskDefinition") => name,
        _ => throw new AwsException(AwsFault.UnknownOperation, ""),
    };

    public AwsResponse Invoke(string operation, AwsCall call) => AwsResponse.OfJson(
        operation switch
        {
            "ListClusters" => ListClusters(Read<ListClustersRequest>(call), call),
            "ListServices" => ListServices(Read<ListServicesRequest>(call), call),
            "DescribeServices" => DescribeServices(Read<DescribeServicesRequest>(call), call),
            "ListTasks" => ListTasks(Read<ListTasksRequest>(call), call),
            "DescribeTasks" => DescribeTasks(Read<DescribeTasksRequest>(call), call),
            _ => DescribeTaskDefinition(Read<DescribeTaskDefinitionRequest>(call), call),
        },
        protocol.ContentType);

    private T Read<T>(AwsCall call) => JsonBody.Read<T>(call.Request, protocol);

    private Dictionary<string, object> ListClusters(ListClustersRequest request, AwsCall call)
    {
        call.Require("ecs:ListClusters", null);
        var arns = names.Clusters(call.Region).Select(names.ClusterArn).ToList();
        return Page("clusterArns", arns, request.MaxResults, request.NextToken);
    }

    private Dictionary<string, object> ListServices(ListServicesRequest request, AwsCall call)
    {
        var cluster = Authorised("ListServices", request.Cluster, call);
        var arns = cluster.Services
            .Where(service => request.LaunchType is null || request.LaunchType == service.LaunchType)
            .Select(service => names.ServiceArn(cluster, service)).ToList();

        // Unlike its siblings, ListServices gives ten unless it is asked for more.
        return Page("serviceArns", arns, request.MaxResults ?? 10, request.NextToken);
    }

    private object DescribeServices(DescribeServicesRequest request, AwsCall call)
    {
        var wanted = request.Services ?? [];
        foreach (var service in wanted)
        {
            call.Require("ecs:DescribeServices", names.ServiceArnOf(request.Cluster, service, call.Region));
        }

        var cluster = names.Cluster(request.Cluster, call.Region);
        if (wanted.Count is 0 or > MaxServices)
        {
            throw Invalid(wanted.Count == 0 ? "Services cannot be empty." : $"Services cannot have more than {MaxServices} elements.");
        }

        var found = wanted.Select(service => (Asked: service, Service: EcsNames.Service(cluster, service))).ToList();
        return new
        {
            services = found.Where(pair => pair.Service is not null)
                .Select(pair => services.Describe(cluster, pair.Service!)).ToList(),
            failures = found.Where(pair => pair.Service is null)
                .Select(pair => new { arn = names.ServiceArnOf(request.Cluster, pair.Asked, call.Region), reason = "MISSING" })
                .ToList(),
        };
    }

    private Dictionary<string, object> ListTasks(ListTasksRequest request, AwsCall call)
    {
        var cluster = Authorised("ListTasks", request.Cluster, call);
        var chosen = cluster.Services;
        if (request.ServiceName is { } name)
        {
            chosen = [EcsNames.Service(cluster, name) ?? throw new AwsException("ServiceNotFoundException", "Service not found.")];
        }

        var stopped = (request.DesiredStatus ?? "RUNNING") switch
        {
            "RUNNING" => false,
            "STOPPED" => true,
            _ => throw Invalid("desiredStatus must be RUNNING or STOPPED."),
        };
        var arns = chosen.SelectMany(service => service.Tasks)
            .Where(task => tasks.IsListed(task, stopped))
            .Select(task => names.TaskArn(cluster, task)).ToList();
        return Page("taskArns", arns, request.MaxResults, request.NextToken);
    }

    private object DescribeTasks(DescribeTasksRequest request, AwsCall call)
    {
        var wanted = request.Tasks ?? [];
        foreach (var task in wanted)
        {
            call.Require("ecs:DescribeTasks", names.TaskArnOf(request.Cluster, task, call.Region));
        }

        var cluster = names.Cluster(request.Cluster, call.Region);
        if (wanted.Count is 0 or > MaxTasks)
        {
            throw Invalid(wanted.Count == 0 ? "Tasks cannot be empty." : $"Tasks cannot have more than {MaxTasks} elements.");
        }

        var known = cluster.Services.SelectMany(service => service.Tasks.Select(task => (service, task)))
            .Where(pair => tasks.IsListed(pair.task, stopped: true) || tasks.IsListed(pair.task, stopped: false))
            .ToDictionary(pair => pair.task.Id, pair => pair);
        var ids = wanted.Select(task => task.Split('/')[^1]).ToList();
        return new
        {
            tasks = ids.Where(known.ContainsKey)
                .Select(id => tasks.Describe(cluster, known[id].service, known[id].task)).ToList(),
            failures = ids.Where(id => !known.ContainsKey(id))
                .Select(id => new { arn = names.TaskArnOf(request.Cluster, id, call.Region), reason = "MISSING" }).ToList(),
        };
    }

    private object DescribeTaskDefinition(DescribeTaskDefinitionRequest request, AwsCall call)
    {
        // AWS cannot scope this action to a resource.
        call.Require("ecs:DescribeTaskDefinition", "*");
        return new
        {
            taskDefinition = definitions.Find(request.TaskDefinition ?? "", call.Region)
                ?? throw new AwsException("ClientException", "Unable to describe task definition."),
            tags = Array.Empty<object>(),
        };
    }

    private ScenarioEcsCluster Authorised(string operation, string? cluster, AwsCall call)
    {
        call.Require($"ecs:{operation}", names.ClusterArnOf(cluster, call.Region));
        return names.Cluster(cluster, call.Region);
    }

    private static Dictionary<string, object> Page(
        string member, List<string> arns, int? maxResults, string? token)
    {
        if (maxResults is < 1 or > 100)
        {
            throw Invalid("maxResults must be 1 to 100.");
        }

        var size = maxResults ?? 100;
        var offset = PageToken.Read(member, token) ?? throw Invalid("Invalid token.");
        var page = new Dictionary<string, object> { [member] = arns.Skip(offset).Take(size).ToList() };
        if (arns.Count > offset + size)
        {
            page["nextToken"] = PageToken.Issue(member, offset + size);
        }

        return page;
    }

    private static AwsException Invalid(string message) => new("InvalidParameterException", message);
}
