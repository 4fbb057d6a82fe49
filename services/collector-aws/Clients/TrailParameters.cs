using System.Globalization;
using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>
/// What of a request may be kept: names of what it is about, and sizes, counts, rules and names of policies that it sets. Its
/// other members (environment values, passwords, user data, documents of policies) are never looked at.
/// </summary>
internal static class TrailParameters
{
    private const int MaxAsked = 10;
    private const int MaxRules = 10;

    private static readonly (string Source, string Path, string Kind)[] Names =
    [
        ("lambda", "functionName", ResourceKinds.LambdaFunction),
        ("ec2", "groupId", ResourceKinds.SecurityGroup),
        ("ec2", "RevokeSecurityGroupIngressRequest.GroupId", ResourceKinds.SecurityGroup),
        ("ec2", "RevokeSecurityGroupEgressRequest.GroupId", ResourceKinds.SecurityGroup),
        ("ec2", "ModifySecurityGroupRulesRequest.GroupId", ResourceKinds.SecurityGroup),
        ("ec2", "instancesSet.items.instanceId", ResourceKinds.Ec2Instance),
        ("ec2", "instanceId", ResourceKinds.Ec2Instance),
        ("iam", "roleName", ResourceKinds.IamRole),
        ("elasticloadbalancing", "targetGroupArn", ResourceKinds.TargetGroup),
        ("elasticloadbalancing", "loadBalancerArn", ResourceKinds.LoadBalancer),
        ("elasticloadbalancing", "listenerArn", ResourceKinds.LoadBalancer),
        ("elasticloadbalancing", "ruleArn", ResourceKinds.LoadBalancer),
        ("autoscaling", "autoScalingGroupName", ResourceKinds.AutoScalingGroup),
        ("rds", "dBInstanceIdentifier", ResourceKinds.RdsInstance),
        ("sqs", "queueUrl", ResourceKinds.SqsQueue),
        ("dynamodb", "tableName", ResourceKinds.DynamoDbTable),
    ];

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["AWS::Lambda::Function"] = ResourceKinds.LambdaFunction,
        ["AWS::EC2::SecurityGroup"] = ResourceKinds.SecurityGroup,
        ["AWS::EC2::Instance"] = ResourceKinds.Ec2Instance,
        ["AWS::IAM::Role"] = ResourceKinds.IamRole,
        ["AWS::ElasticLoadBalancingV2::TargetGroup"] = ResourceKinds.TargetGroup,
        ["AWS::ElasticLoadBalancingV2::LoadBalancer"] = ResourceKinds.LoadBalancer,
        ["AWS::AutoScaling::AutoScalingGroup"] = ResourceKinds.AutoScalingGroup,
        ["AWS::RDS::DBInstance"] = ResourceKinds.RdsInstance,
        ["AWS::SQS::Queue"] = ResourceKinds.SqsQueue,
        ["AWS::DynamoDB::Table"] = ResourceKinds.DynamoDbTable,
    };

    /// <summary>Sizes, counts and switches: the member of a request, and the field that a difference calls it.</summary>
    private static readonly (string Path, string Field)[] Sizes =
    [
        ("reservedConcurrentExecutions", "reservedConcurrentExecutions"), ("desiredCapacity", "desiredCapacity"),
        ("minSize", "minSize"), ("maxSize", "maxSize"), ("dBInstanceClass", "dbInstanceClass"),
        ("allocatedStorage", "allocatedStorage"), ("engineVersion", "engineVersion"), ("multiAZ", "multiAz"),
        ("dBParameterGroupName", "dbParameterGroup"), ("billingMode", "billingMode"),
        ("provisionedThroughput.readCapacityUnits", "readCapacityUnits"),
        ("provisionedThroughput.writeCapacityUnits", "writeCapacityUnits"), ("healthCheckPort", "healthCheckPort"),
        ("healthCheckPath", "healthCheckPath"), ("matcher.httpCode", "healthCheckMatcher"),
        ("visibilityTimeout", "visibilityTimeout"),
    ];

    public static string? KindOf(string? type) => type is null ? null : Types.GetValueOrDefault(type);

    /// <summary>What the request names.</summary>
    public static IEnumerable<TrailSubject> Subjects(string source, JsonElement request)
    {
        var service = source.Split('.')[0];
        if (service == "ecs")
        {
            var cluster = Last(request.Text("cluster") ?? "default");
            return (request.Text("service") ?? request.Text("serviceName")) is { Length: > 0 } name
                ? [new TrailSubject(ResourceKinds.EcsService, $"{cluster}/{Last(name)}")]
                : request.Text("cluster") is null ? [] : [new TrailSubject(ResourceKinds.EcsCluster, cluster)];
        }

        return Names.Where(row => row.Source == service).SelectMany(row => Texts(request, row.Path.Split('.'))
            .Where(text => text.Length > 0).Select(text => new TrailSubject(row.Kind, Key(row.Kind, text))));
    }

    /// <summary>A name, an ARN or an address in the one form of its kind: <c>app/name/id</c>, <c>targetgroup/name/id</c>, else the last part.</summary>
    public static string Key(string kind, string text)
    {
        var path = text.Split(':', 6) is ["arn", _, _, _, _, var resource] ? resource : text;
        return (kind, path.Split('/')) switch
        {
            // loadbalancer/app/name/id, listener/app/name/id/…, listener-rule/app/name/id/…
            (ResourceKinds.LoadBalancer, [_, ("app" or "net" or "gwy") and var type, var name, var id, ..]) => $"{type}/{name}/{id}",
            (ResourceKinds.TargetGroup, _) => path,

            // function:name:alias
            (ResourceKinds.LambdaFunction, _) => path.Split(':') is ["function", var function, ..] ? function : path.Split(':')[0],
            (_, [.., var last]) => last[(last.LastIndexOf(':') + 1)..],
            _ => path,
        };
    }

    /// <summary>What the request sets, takes away or gives, as far as it may be kept. CloudTrail does not say what was before.</summary>
    public static IReadOnlyList<Difference> Asked(string operation, JsonElement request)
    {
        if (request.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        IEnumerable<Difference> asked = operation switch
        {
            "AuthorizeSecurityGroupIngress" or "AuthorizeSecurityGroupEgress" or "RevokeSecurityGroupIngress"
                or "RevokeSecurityGroupEgress" => Rules(operation, request),
            "DeleteRolePolicy" or "DetachRolePolicy" => [new Difference { Field = "policy", Before = PolicyOf(request) }],
            "PutRolePolicy" or "AttachRolePolicy" or "PutRolePermissionsBoundary" =>
                [new Difference { Field = "policy", After = PolicyOf(request) }],
            "UpdateAssumeRolePolicy" => [new Difference { Field = "policy", After = "trust policy" }],
            "RegisterTargets" => [new Difference { Field = "targets", After = Targets(request) }],
            "DeregisterTargets" => [new Difference { Field = "targets", Before = Targets(request) }],
            _ => Sizes.Select(row => (row.Field, Value: Texts(request, row.Path.Split('.')).FirstOrDefault()))
                .Where(pair => !string.IsNullOrEmpty(pair.Value))
                .Select(pair => new Difference { Field = pair.Field, After = WithoutQuery(pair.Value!) }),
        };
        return [.. asked.Take(MaxAsked)];
    }

    private static IEnumerable<Difference> Rules(string operation, JsonElement request)
    {
        var isTaken = operation.StartsWith("Revoke", StringComparison.Ordinal);
        var field = operation.EndsWith("Ingress", StringComparison.Ordinal) ? "ingress.securityGroupRules" : "egress.securityGroupRules";
        var rules = Objects(request, "ipPermissions", "items").SelectMany(Rule).Distinct(StringComparer.Ordinal).Take(MaxRules).ToList();
        return (rules.Count > 0 ? rules : ["a rule"]).Select(rule =>
            isTaken ? new Difference { Field = field, Before = rule } : new Difference { Field = field, After = rule });
    }

    /// <summary><c>tcp 5432 sg-0a1b</c>, once for each peer.</summary>
    private static IEnumerable<string> Rule(JsonElement permission)
    {
        var (from, to) = (permission.Number("fromPort"), permission.Number("toPort"));
        var ports = from is null ? "" : from == to || to is null
            ? string.Create(CultureInfo.InvariantCulture, $" {from}") : string.Create(CultureInfo.InvariantCulture, $" {from}-{to}");
        var protocol = permission.Text("ipProtocol") is { } given and not "-1" ? given : "all traffic";
        var peers = Texts(permission, ["groups", "items", "groupId"]).Concat(Texts(permission, ["ipRanges", "items", "cidrIp"]))
            .Concat(Texts(permission, ["ipv6Ranges", "items", "cidrIpv6"])).Concat(Texts(permission, ["prefixListIds", "items", "prefixListId"])).ToList();
        return peers.Count == 0 ? [$"{protocol}{ports}"] : peers.Select(peer => $"{protocol}{ports} {peer}");
    }

    private static string PolicyOf(JsonElement request) =>
        request.Text("policyName") ?? Last(request.Text("policyArn") ?? request.Text("permissionsBoundary") ?? "a policy");

    private static string Targets(JsonElement request) =>
        string.Join(", ", Texts(request, ["targets", "id"]).Select(Last).Order(StringComparer.Ordinal).Take(MaxRules));

    /// <summary>A path of a health check may carry a token.</summary>
    private static string WithoutQuery(string value) => value.Split('?')[0];

    private static string Last(string text) => text[(text.LastIndexOfAny(['/', ':']) + 1)..];

    /// <summary>Lists on the way are gone through, whatever they are called.</summary>
    private static IEnumerable<JsonElement> Objects(JsonElement element, params string[] path) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(item => Objects(item, path))
        : path.Length == 0 ? [element]
        : element.Member(path[0]) is { } member ? Objects(member, path[1..]) : [];

    private static IEnumerable<string> Texts(JsonElement element, string[] path) => Objects(element, path).Select(value => value.ValueKind switch
    {
        JsonValueKind.String => AwsJson.Own(value) ?? "",
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => "",
    }).Where(text => text.Length > 0);
}
