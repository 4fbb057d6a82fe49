namespace CauseFlow.Collection.Plans;

/// <summary>The plans of every AWS source. All calls are reads.</summary>
public static class AwsPlans
{
    /// <summary>
    /// Requests a second where AWS documents no figure, or, of load balancers, a bucket of 40 that is refilled with 10 a second: the least
    /// that it documents of a read elsewhere, so that the share still bounds what is sent.
    /// </summary>
    private const double Careful = 10;

    /// <summary>The alarm itself, read again by its id: the cloud's version steers the calls and not the message's.</summary>
    public static SourcePlan Alarm { get; } = new()
    {
        Source = "alarm",
        DelayClass = DelayClass.Immediate,
        Calls = [Mandatory("cloudwatch:DescribeAlarms", 9, 20, CostKind.Free)],
    };

    /// <summary>How often the alarm changed its state in the days before: an alarm that flaps is another matter than a new one.</summary>
    public static SourcePlan AlarmHistory { get; } = new()
    {
        Source = "alarm_history",
        DelayClass = DelayClass.Immediate,
        Calls = [Optional("cloudwatch:DescribeAlarmHistory", 20, 10, CostKind.Free)],
    };

    /// <summary>The alarm's metric and its companions, incident window and baselines.</summary>
    public static SourcePlan Metrics { get; } = new()
    {
        Source = "metrics",
        DelayClass = DelayClass.Minutes,
        Calls =
        [
            Mandatory("cloudwatch:GetMetricData", 50, 60, CostKind.PerMetric),

            // Finds the target groups behind a load balancer, which no call of ECS names.
            Optional("cloudwatch:ListMetrics", 25, 10, CostKind.Free),
        ],
    };

    /// <summary>
    /// Log lines through Logs Insights, and through FilterLogEvents where that is refused; stopping a query that is no
    /// longer wanted saves the customer's money.
    /// </summary>
    public static SourcePlan Logs { get; } = new()
    {
        Source = "logs",
        DelayClass = DelayClass.Minutes,
        Calls =
        [
            Mandatory("logs:StartQuery", 5, 20, CostKind.PerByteScanned),
            Mandatory("logs:GetQueryResults", 5, 80, CostKind.Free),
            Optional("logs:StopQuery", 5, 20, CostKind.Free),
            Optional("logs:DescribeLogGroups", 10, 20, CostKind.Free),
            Optional("logs:DescribeMetricFilters", 5, 20, CostKind.Free),
            Optional("logs:FilterLogEvents", 5, 80, CostKind.Free),
        ],
    };

    /// <summary>Configuration of a function, its versions, and what triggers and bounds it.</summary>
    public static SourcePlan Lambda { get; } = new()
    {
        Source = "lambda",
        DelayClass = DelayClass.Immediate,
        Calls =
        [
            Mandatory("lambda:GetFunctionConfiguration", 15, 60, CostKind.Free),
            Mandatory("lambda:ListVersionsByFunction", 15, 60, CostKind.Free),
            Optional("lambda:ListAliases", 15, 30, CostKind.Free),
            Optional("lambda:ListEventSourceMappings", 15, 30, CostKind.Free),
            Optional("lambda:GetFunctionConcurrency", 15, 30, CostKind.Free),
        ],
    };

    /// <summary>State, status checks and scheduled events of an instance and its siblings.</summary>
    public static SourcePlan Ec2 { get; } = new()
    {
        // Documented: a bucket of 100 requests, 20 more a second.
        Source = "ec2",
        DelayClass = DelayClass.Immediate,
        Calls =
        [
            Mandatory("ec2:DescribeInstances", 20, 60, CostKind.Free),
            Mandatory("ec2:DescribeInstanceStatus", 20, 30, CostKind.Free),
        ],
    };

    /// <summary>
    /// Services, their deployments, their stopped tasks and what changed between revisions of their task definitions.
    /// </summary>
    public static SourcePlan Ecs { get; } = new()
    {
        // "Request throttling for the Amazon ECS API": buckets of reads are refilled with 20 requests a second.
        Source = "ecs",
        DelayClass = DelayClass.Immediate,
        Calls =
        [
            Mandatory("ecs:DescribeServices", 20, 60, CostKind.Free),
            Mandatory("ecs:ListTasks", 20, 60, CostKind.Free),
            Mandatory("ecs:DescribeTasks", 20, 40, CostKind.Free),
            Mandatory("ecs:DescribeTaskDefinition", 20, 80, CostKind.Free),
            Optional("ecs:ListServices", 20, 60, CostKind.Free),
            Optional("ecs:ListClusters", 20, 10, CostKind.Free),
        ],
    };

    /// <summary>
    /// Who changed what: writes that CloudTrail records of the incident's resources, of the security groups and roles that they
    /// use. Requests that were refused changed nothing; of what was asked for only names, sizes and rules are kept.
    /// </summary>
    public static SourcePlan CloudTrail { get; } = new()
    {
        // Two requests a second for an account and region, the tightest quota of all: few calls with pauses between them.
        Source = "cloudtrail",
        DelayClass = DelayClass.VeryLate,
        Calls = [Optional("cloudtrail:LookupEvents", 2, 10, CostKind.Free)],
    };

    /// <summary>Which targets of a load balancer get no traffic and why, and how their group checks them.</summary>
    public static SourcePlan LoadBalancer { get; } = new()
    {
        Source = "load_balancer",
        DelayClass = DelayClass.Immediate,
        Calls =
        [
            Optional("elasticloadbalancing:DescribeTargetHealth", Careful, 40, CostKind.Free),
            Optional("elasticloadbalancing:DescribeTargetGroups", Careful, 20, CostKind.Free),
            Optional("elasticloadbalancing:DescribeLoadBalancers", Careful, 10, CostKind.Free),
        ],
    };

    /// <summary>How large an Auto Scaling group is, what it did lately, and why a launch failed.</summary>
    public static SourcePlan AutoScaling { get; } = new()
    {
        Source = "autoscaling",
        DelayClass = DelayClass.Immediate,
        Calls =
        [
            Optional("autoscaling:DescribeAutoScalingGroups", Careful, 20, CostKind.Free),
            Optional("autoscaling:DescribeScalingActivities", Careful, 20, CostKind.Free),
        ],
    };

    /// <summary>How a database instance stands, what waits to be changed about it, and its fail-overs, restarts and maintenance.</summary>
    public static SourcePlan Rds { get; } = new()
    {
        Source = "rds",
        DelayClass = DelayClass.Immediate,
        Calls = [Optional("rds:DescribeDBInstances", Careful, 20, CostKind.Free), Optional("rds:DescribeEvents", Careful, 10, CostKind.Free)],
    };

    /// <summary>How a queue is configured, and whether messages lie in its dead-letter queue. No message is ever received.</summary>
    public static SourcePlan Sqs { get; } = new()
    {
        Source = "sqs",
        DelayClass = DelayClass.Immediate,
        Calls = [Optional("sqs:GetQueueAttributes", Careful, 20, CostKind.Free)],
    };

    /// <summary>How a table stands and how much it may be read and written. No item is ever read.</summary>
    public static SourcePlan DynamoDb { get; } = new()
    {
        Source = "dynamodb",
        DelayClass = DelayClass.Immediate,
        Calls = [Optional("dynamodb:DescribeTable", Careful, 10, CostKind.Free)],
    };

    /// <summary>
    /// Alarm history of a whole account, compared with what arrived: switched on by an admin, and no source of an investigation.
    /// A role that investigates holds both permissions already.
    /// </summary>
    public static SourcePlan Reconcile { get; } = new()
    {
        Source = "reconcile",
        DelayClass = DelayClass.Immediate,
        Calls =
        [
            Mandatory("cloudwatch:DescribeAlarmHistory", 20, 100, CostKind.Free),
            Mandatory("cloudwatch:DescribeAlarms", 9, 40, CostKind.Free),
        ],
    };

    /// <summary>
    /// Alarms out of a queue that the customer names: no source of an investigation, and the only purpose with a write, which deletes
    /// what was taken. SQS bounds the calls of a standard queue so high that no figure is documented.
    /// </summary>
    public static SourcePlan Intake { get; } = new()
    {
        Source = "intake",
        DelayClass = DelayClass.Immediate,
        Calls =
        [
            Mandatory("sqs:ReceiveMessage", null, 3_000, CostKind.Free),
            Mandatory("sqs:DeleteMessage", null, 30_000, CostKind.Free),
            Optional("sqs:GetQueueAttributes", Careful, 10, CostKind.Free),
        ],
    };

    /// <summary>Every source of an investigation on AWS.</summary>
    public static IReadOnlyList<SourcePlan> All { get; } =
        [Alarm, AlarmHistory, Metrics, Logs, Lambda, Ec2, Ecs, LoadBalancer, AutoScaling, Rds, Sqs, DynamoDb, CloudTrail];

    private static PlannedCall Mandatory(string permission, double? perSecond, int maxCalls, CostKind cost) => new()
    {
        Permission = permission, Mandatory = true, QuotaPerSecond = perSecond, MaxCallsPerRun = maxCalls, CostKind = cost,
    };

    private static PlannedCall Optional(string permission, double perSecond, int maxCalls, CostKind cost) => new()
    {
        Permission = permission, Mandatory = false, QuotaPerSecond = perSecond, MaxCallsPerRun = maxCalls, CostKind = cost,
    };
}
