namespace CauseFlow.CloudSimulation.Scenarios;

/// <summary>
/// One simulated account and what happened in it. Every time is in minutes relative to the alarm's state change, so
/// that a replay always looks live.
/// </summary>
public sealed record Scenario
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>Twelve digits.</summary>
    public required string Account { get; init; }

    public required string Region { get; init; }

    /// <summary>Regions in which STS answers RegionDisabledException.</summary>
    public IReadOnlyList<string> DisabledRegions { get; init; } = [];

    /// <summary>Seeds all noise: the same scenario gives the same numbers relative to its alarm.</summary>
    public required int Seed { get; init; }

    public required ScenarioPrincipal Principal { get; init; }

    /// <summary>The first role is the one to connect; the others are for probes.</summary>
    public required IReadOnlyList<ScenarioRole> Roles { get; init; }

    public required string TopicName { get; init; }

    public required ScenarioAlarm Alarm { get; init; }

    /// <summary>Further metric alarms of the account, such as those below a composite one.</summary>
    public IReadOnlyList<ScenarioAlarm> MoreAlarms { get; init; } = [];

    public IReadOnlyList<ScenarioCompositeAlarm> CompositeAlarms { get; init; } = [];

    public IReadOnlyList<ScenarioMetricFilter> MetricFilters { get; init; } = [];

    public IReadOnlyList<ScenarioFunction> Functions { get; init; } = [];

    public IReadOnlyList<ScenarioInstance> Instances { get; init; } = [];

    public ScenarioEcs? Ecs { get; init; }

    public IReadOnlyList<ScenarioLoadBalancer> LoadBalancers { get; init; } = [];

    public IReadOnlyList<ScenarioScalingGroup> ScalingGroups { get; init; } = [];

    public IReadOnlyList<ScenarioDatabase> Databases { get; init; } = [];

    public IReadOnlyList<ScenarioQueue> Queues { get; init; } = [];

    public IReadOnlyList<ScenarioTable> Tables { get; init; } = [];

    /// <summary>What CloudTrail records, each visible some time after it happened.</summary>
    public IReadOnlyList<ScenarioTrailEvent> Trail { get; init; } = [];

    public IReadOnlyList<ScenarioMetric> Metrics { get; init; } = [];

    public IReadOnlyList<ScenarioLogGroup> LogGroups { get; init; } = [];

    /// <summary>The tenant's project in Google Cloud; null where it has none.</summary>
    public ScenarioGoogle? Google { get; init; }

    /// <summary>What happens in Azure; null where the scenario is none of Azure's.</summary>
    public ScenarioAzure? Azure { get; init; }

    public required ScenarioTruth Truth { get; init; }

    /// <summary>Made-up secrets that the data contains; none may ever appear in what a client keeps.</summary>
    public IReadOnlyList<string> Canaries { get; init; } = [];

    public string RoleArn(ScenarioRole role) => $"arn:aws:iam::{Account}:role{role.Path}{role.Name}";

    public string TopicArn => $"arn:aws:sns:{Region}:{Account}:{TopicName}";

    public string AlarmArn => AlarmArnOf(Alarm.Name);

    public string AlarmArnOf(string name) => $"arn:aws:cloudwatch:{Region}:{Account}:alarm:{name}";

    public string FunctionArn(ScenarioFunction function) =>
        $"arn:aws:lambda:{Region}:{Account}:function:{function.Name}";

    public string InstanceArn(string id) => $"arn:aws:ec2:{Region}:{Account}:instance/{id}";

    public string LogGroupArn(ScenarioLogGroup group) => $"arn:aws:logs:{Region}:{Account}:log-group:{group.Name}";
}

/// <summary>The long-lived identity that assumes roles.</summary>
public sealed record ScenarioPrincipal
{
    public required string Arn { get; init; }

    public required string AccessKeyId { get; init; }

    public required string SecretAccessKey { get; init; }

    public string Account => Arn.Split(':')[4];

    public override string ToString() => $"{Arn} {AccessKeyId} [redacted]";
}

/// <summary>A role with its trust policy and its permission policy, both reduced to what is simulated.</summary>
public sealed record ScenarioRole
{
    public required string Name { get; init; }

    public string Path { get; init; } = "/";

    /// <summary>ARN that the trust policy names; null means the scenario's principal.</summary>
    public string? TrustedPrincipalArn { get; init; }

    /// <summary>False for a role whose trust policy lacks the sts:ExternalId condition.</summary>
    public bool RequiresExternalId { get; init; } = true;

    /// <summary>Value of the condition; null refuses everybody until one is set.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Whether the trust policy also grants sts:SetSourceIdentity.</summary>
    public bool AllowsSourceIdentity { get; init; }

    /// <summary>Seconds.</summary>
    public int MaxSessionDuration { get; init; } = 3600;

    /// <summary>IAM actions with wildcards; the default is everything that the simulator implements.</summary>
    public IReadOnlyList<string> AllowedActions { get; init; } =
    [
        "cloudwatch:GetMetricData", "cloudwatch:ListMetrics", "cloudwatch:DescribeAlarms",
        "cloudwatch:DescribeAlarmHistory", "logs:DescribeLogGroups", "logs:StartQuery", "logs:StopQuery",
        "logs:GetQueryResults", "logs:FilterLogEvents", "logs:DescribeMetricFilters", "lambda:GetFunctionConfiguration", "lambda:ListVersionsByFunction",
        "lambda:ListAliases", "lambda:ListEventSourceMappings", "lambda:GetFunctionConcurrency",
        "ec2:DescribeInstances", "ec2:DescribeInstanceStatus",

        "ecs:ListClusters", "ecs:ListServices", "ecs:DescribeServices", "ecs:ListTasks", "ecs:DescribeTasks",
        "ecs:DescribeTaskDefinition", "cloudtrail:LookupEvents",
        "elasticloadbalancing:DescribeTargetHealth", "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DescribeLoadBalancers", "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeScalingActivities", "rds:DescribeDBInstances", "rds:DescribeEvents", "sqs:GetQueueAttributes",
        "dynamodb:DescribeTable",
    ];
}

/// <summary>What a diagnosis of this scenario must say.</summary>
public sealed record ScenarioTruth
{
    /// <summary>ARN of the resource at fault, or null if nothing is wrong.</summary>
    public string? Resource { get; init; }

    /// <summary>Cause category, or null if nothing is wrong.</summary>
    public string? Category { get; init; }

    /// <summary>True: only a source whose facts arrive late can tell it, so that a first verdict cannot know it.</summary>
    public bool IsLate { get; init; }

    /// <summary>What looks guilty and is not.</summary>
    public IReadOnlyList<string> Decoys { get; init; } = [];
}
