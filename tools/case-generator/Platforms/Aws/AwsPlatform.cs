using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;

namespace CauseFlow.CaseGeneration.Platforms.Aws;

/// <summary>Containers behind a load balancer, functions behind a gateway, and instances in a scaling group.</summary>
internal sealed class AwsPlatform : IPlatform
{
    public string Provider => CloudWords.Aws;

    public IReadOnlyList<string> Shapes => ["ecs", "lambda", "ec2"];

    public Application Build(string shape, Names names, bool isPlayed)
    {
        // IAM's writes are recorded in one region alone: an application that is played lies there.
        var (account, region) = (names.Digits(12), names.Pick(["us-east-1", "eu-west-1", "eu-central-1", "ap-southeast-2"]));
        var arns = isPlayed ? new AwsArns(PlayedAccount.Aws, PlayedAccount.AwsRegion, names) : new AwsArns(account, region, names);
        var parts = shape switch
        {
            "ecs" => Ecs(arns, names, isPlayed),
            "lambda" => Lambda(arns, names, isPlayed),
            _ => Ec2(arns, names, isPlayed),
        };
        var application = parts(Wiring.Partner(names));
        Wiring.Connect(names.Random, application);
        return application;
    }

    private static Func<Component, Application> Ecs(AwsArns arns, Names names, bool isPlayed)
    {
        var cluster = names.Word();
        var balancer = Wiring.Make(names, arns.LoadBalancer(), AwsMetrics.LoadBalancer);
        var front = Service(arns, names, cluster, AwsMetrics.Ecs);
        var backend = isPlayed ? front : Service(arns, names, cluster, AwsMetrics.Ecs);
        var neighbour = Service(arns, names, cluster, AwsMetrics.Ecs);
        return partner => Complete(arns, names, "ecs", balancer, front, backend, Database(arns, names), neighbour, partner, application =>
        {
            var node = arns.Cluster(cluster);
            application.Nodes.Add(node);
            foreach (var service in new[] { front, backend, neighbour }.Distinct())
            {
                application.Nodes.Add(service.TargetGroup!);
                application.Edges.Add(new Edge(service.Node.Id, node.Id, "part_of"));
                application.Edges.Add(new Edge(service.TargetGroup!.Id, service.Node.Id, "routes_to"));
            }

            application.Edges.Add(new Edge(balancer.Node.Id, front.TargetGroup!.Id, "routes_to"));
        }, word => Service(arns, names, cluster, AwsMetrics.Ecs, word));
    }

    private static Func<Component, Application> Lambda(AwsArns arns, Names names, bool isPlayed)
    {
        var (front, neighbour) = (Function(arns, names), Function(arns, names));
        var gateway = isPlayed ? front : Wiring.Make(names, arns.Gateway(), AwsMetrics.Gateway);
        var backend = isPlayed ? front : Function(arns, names);
        var table = Wiring.Make(names, arns.Table(), AwsMetrics.DynamoDb);
        table.OwnLatency = Curves.Constant(names.Random.NextBetween(3, 9));
        return partner => Complete(arns, names, "lambda", gateway, front, backend, table, neighbour, partner,
            application => Wiring.Relate(application, gateway.Node, front.Node, "routes_to"), word => Function(arns, names, word));
    }

    private static Func<Component, Application> Ec2(AwsArns arns, Names names, bool isPlayed)
    {
        var balancer = Wiring.Make(names, arns.LoadBalancer(), AwsMetrics.LoadBalancer);
        var front = Wiring.Make(names, arns.ScalingGroup(), AwsMetrics.ScalingGroup);
        front.TargetGroup = arns.TargetGroup(front.Node.Name);
        front.LogNode = arns.LogGroup($"/ec2/{front.Node.Name}");
        var count = (int)names.Random.NextBetween(3, 4);
        for (var i = 0; i < count; i++)
        {
            var replica = Wiring.Make(names, arns.Instance($"{front.Node.Name}-{i + 1}"), AwsMetrics.Instance, front.Runtime);
            replica.LogNode = front.LogNode;
            replica.BaseCpu = front.BaseCpu;
            front.Replicas.Add(replica);
        }

        var backend = isPlayed ? front : Instance(arns, names);
        var neighbour = Instance(arns, names);
        return partner => Complete(arns, names, "ec2", balancer, front, backend, Database(arns, names), neighbour, partner, application =>
        {
            application.Nodes.Add(front.TargetGroup!);
            application.Edges.Add(new Edge(balancer.Node.Id, front.TargetGroup!.Id, "routes_to"));
            foreach (var replica in front.Replicas)
            {
                application.Edges.Add(new Edge(replica.Node.Id, front.Node.Id, "part_of"));
                application.Edges.Add(new Edge(front.TargetGroup!.Id, replica.Node.Id, "routes_to"));
            }
        }, word => Instance(arns, names, word));
    }

    private static Application Complete(
        AwsArns arns, Names names, string shape, Component entry, Component front, Component backend, Component store, Component neighbour,
        Component partner, Action<Application> shapeOf, Func<string, Component> bystander)
    {
        var application = new Application
        {
            Provider = CloudWords.Aws, Shape = shape, Account = arns.Account, Region = arns.Region, Entry = entry, Front = front,
            Backend = backend, Store = store, Neighbour = neighbour, Partner = partner, Host = null,
            Firewall = arns.SecurityGroup(), Identity = arns.Role($"{backend.Node.Name}-role"), NameZone = arns.Zone(),
            InternalName = $"{backend.Node.Name}.{names.Word()}.internal",
            MakeBystander = bystander,
        };
        Wiring.Link(application);
        shapeOf(application);
        return application;
    }

    private static Component Service(AwsArns arns, Names names, string cluster, IReadOnlyList<VendorMetric> metrics, string? name = null)
    {
        name ??= names.Service();
        var service = Wiring.Make(names, arns.EcsService(cluster, name), metrics);
        service.TargetGroup = arns.TargetGroup(name);
        service.LogNode = arns.LogGroup($"/ecs/{name}");
        return service;
    }

    private static Component Function(AwsArns arns, Names names, string? name = null)
    {
        name ??= names.Service();
        var function = Wiring.Make(names, arns.Function(name), AwsMetrics.Lambda);
        function.LogNode = arns.LogGroup($"/aws/lambda/{name}");
        return function;
    }

    private static Component Instance(AwsArns arns, Names names, string? name = null)
    {
        name ??= names.Service();
        var instance = Wiring.Make(names, arns.Instance(name), AwsMetrics.Instance);
        instance.LogNode = arns.LogGroup($"/ec2/{name}");
        return instance;
    }

    private static Component Database(AwsArns arns, Names names)
    {
        var database = Wiring.Make(names, arns.Database(), AwsMetrics.Rds);
        database.OwnLatency = Curves.Constant(names.Random.NextBetween(2, 8));
        return database;
    }
}
