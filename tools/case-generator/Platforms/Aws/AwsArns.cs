using CauseFlow.CaseGeneration.Incidents;

namespace CauseFlow.CaseGeneration.Platforms.Aws;

/// <summary>Resources of one account and region, named as AWS names them.</summary>
internal sealed class AwsArns(string account, string region, Names names)
{
    public string Account => account;

    public string Region => region;

    public Node LoadBalancer()
    {
        var dimension = $"app/{names.Word()}-public/{names.Hex(16)}";
        return new Node(Arn("elasticloadbalancing", $"loadbalancer/{dimension}"), "aws.elb.load_balancer", dimension.Split('/')[1], [dimension]);
    }

    public Node TargetGroup(string service)
    {
        var dimension = $"targetgroup/{service}-tg/{names.Hex(16)}";
        return new Node(Arn("elasticloadbalancing", dimension), "aws.elb.target_group", $"{service}-tg", [dimension]);
    }

    public Node Cluster(string name) => new(Arn("ecs", $"cluster/{name}"), "aws.ecs.cluster", name, []);

    public Node EcsService(string cluster, string name) =>
        new(Arn("ecs", $"service/{cluster}/{name}"), "aws.ecs.service", name, [$"{cluster}/{name}"]);

    public Node Function(string name) => new(Arn("lambda", $"function:{name}"), "aws.lambda.function", name, []);

    public Node Gateway()
    {
        var id = names.Hex(10);
        return new Node($"arn:aws:apigateway:{region}::/restapis/{id}", "aws.apigateway.api", names.Word() + "-public", [id]);
    }

    public Node Instance(string name)
    {
        var id = $"i-0{names.Hex(16)}";
        return new Node(Arn("ec2", $"instance/{id}"), "aws.ec2.instance", id, [name, $"ip-10-0-{names.Random.NextBetween(1, 200)}-{names.Random.NextBetween(1, 250)}"]);
    }

    public Node ScalingGroup()
    {
        var name = names.Service();
        return new Node(
            Arn("autoscaling", $"autoScalingGroup:{names.Uuid()}:autoScalingGroupName/{name}"), "aws.autoscaling.group", name, []);
    }

    public Node Database()
    {
        var name = $"{names.Word()}-db";
        return new Node(Arn("rds", $"db:{name}"), "aws.rds.instance", name, [$"{name}.c{names.Hex(11)}.{region}.rds.amazonaws.com"]);
    }

    public Node Table()
    {
        var name = names.Word();
        return new Node(Arn("dynamodb", $"table/{name}"), "aws.dynamodb.table", name, []);
    }

    public Node LogGroup(string name) => new(Arn("logs", $"log-group:{name}"), "aws.logs.log_group", name, []);

    public Node SecurityGroup()
    {
        var id = $"sg-0{names.Hex(16)}";
        return new Node(Arn("ec2", $"security-group/{id}"), "aws.ec2.security_group", id, []);
    }

    public Node Role(string name) => new($"arn:aws:iam::{account}:role/{name}", "aws.iam.role", name, []);

    public Node Zone()
    {
        var id = "Z" + names.Hex(13).ToUpperInvariant();
        return new Node($"arn:aws:route53:::hostedzone/{id}", "generic.service", id, []);
    }

    private string Arn(string service, string rest) => $"arn:aws:{service}:{region}:{account}:{rest}";
}
