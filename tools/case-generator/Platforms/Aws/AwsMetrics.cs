using CauseFlow.CaseGeneration.Dynamics;

namespace CauseFlow.CaseGeneration.Platforms.Aws;

/// <summary>
/// CloudWatch's metrics by kind of resource. Values of a minute are there two minutes later; EC2 without detailed monitoring
/// measures every five minutes.
/// </summary>
internal static class AwsMetrics
{
    private const int Delay = 120;

    public static readonly VendorMetric[] LoadBalancer =
    [
        new(Signal.Errors, "AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "Sum", "Count", 60, Delay, IsCount: true),
        new(Signal.Latency, "AWS/ApplicationELB", "TargetResponseTime", "Average", "Seconds", 60, Delay, 0.001),
        new(Signal.Requests, "AWS/ApplicationELB", "RequestCount", "Sum", "Count", 60, Delay, IsCount: true),
        new(Signal.ConnectionErrors, "AWS/ApplicationELB", "TargetConnectionErrorCount", "Sum", "Count", 60, Delay, IsCount: true),
        new(Signal.ClientErrors, "AWS/ApplicationELB", "HTTPCode_Target_4XX_Count", "Sum", "Count", 60, Delay, IsCount: true),
        new(Signal.Unhealthy, "AWS/ApplicationELB", "UnHealthyHostCount", "Maximum", "Count", 60, Delay, IsCount: true),
    ];

    public static readonly VendorMetric[] Ecs =
    [
        new(Signal.Cpu, "AWS/ECS", "CPUUtilization", "Average", "Percent", 60, Delay),
        new(Signal.Memory, "AWS/ECS", "MemoryUtilization", "Average", "Percent", 60, Delay),
        new(Signal.Instances, "ECS/ContainerInsights", "RunningTaskCount", "Average", "Count", 60, Delay, IsCount: true),
        new(Signal.Errors, "AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "Sum", "Count", 60, Delay, IsCount: true),
        new(Signal.Latency, "AWS/ApplicationELB", "TargetResponseTime", "Average", "Seconds", 60, Delay, 0.001),
    ];

    public static readonly VendorMetric[] Lambda =
    [
        new(Signal.Errors, "AWS/Lambda", "Errors", "Sum", "Count", 60, Delay, IsCount: true),
        new(Signal.Latency, "AWS/Lambda", "Duration", "Average", "Milliseconds", 60, Delay),
        new(Signal.Requests, "AWS/Lambda", "Invocations", "Sum", "Count", 60, Delay, IsCount: true),
        new(Signal.Throttles, "AWS/Lambda", "Throttles", "Sum", "Count", 60, Delay, IsCount: true),
        new(Signal.Concurrency, "AWS/Lambda", "ConcurrentExecutions", "Maximum", "Count", 60, Delay),
    ];

    public static readonly VendorMetric[] Gateway =
    [
        new(Signal.Errors, "AWS/ApiGateway", "5XXError", "Sum", "Count", 60, Delay, IsCount: true),
        new(Signal.Latency, "AWS/ApiGateway", "Latency", "Average", "Milliseconds", 60, Delay),
        new(Signal.Requests, "AWS/ApiGateway", "Count", "Sum", "Count", 60, Delay, IsCount: true),
        new(Signal.ClientErrors, "AWS/ApiGateway", "4XXError", "Sum", "Count", 60, Delay, IsCount: true),
    ];

    public static readonly VendorMetric[] Instance =
    [
        new(Signal.Cpu, "AWS/EC2", "CPUUtilization", "Average", "Percent", 300, 300),
        new(Signal.CheckFailed, "AWS/EC2", "StatusCheckFailed", "Maximum", "Count", 60, Delay, IsCount: true),
        new(Signal.Memory, "CWAgent", "mem_used_percent", "Average", "Percent", 60, Delay),
        new(Signal.Network, "AWS/EC2", "NetworkIn", "Sum", "Bytes", 300, 300, IsCount: true),
    ];

    public static readonly VendorMetric[] ScalingGroup =
    [
        new(Signal.Instances, "AWS/AutoScaling", "GroupInServiceInstances", "Minimum", "Count", 60, Delay, IsCount: true),
        new(Signal.Cpu, "AWS/EC2", "CPUUtilization", "Average", "Percent", 300, 300),
    ];

    public static readonly VendorMetric[] Rds =
    [
        new(Signal.Connections, "AWS/RDS", "DatabaseConnections", "Maximum", "Count", 60, Delay, IsCount: true),
        new(Signal.Cpu, "AWS/RDS", "CPUUtilization", "Average", "Percent", 60, Delay),
        new(Signal.FreeDisk, "AWS/RDS", "FreeStorageSpace", "Minimum", "Bytes", 60, Delay, 1e9),
        new(Signal.DiskLatency, "AWS/RDS", "WriteLatency", "Average", "Seconds", 60, Delay, 0.001),
    ];

    public static readonly VendorMetric[] DynamoDb =
    [
        new(Signal.Throttles, "AWS/DynamoDB", "ReadThrottleEvents", "Sum", "Count", 60, Delay, IsCount: true),
        new(Signal.Requests, "AWS/DynamoDB", "ConsumedReadCapacityUnits", "Sum", "Count", 60, Delay, IsCount: true),
        new(Signal.Latency, "AWS/DynamoDB", "SuccessfulRequestLatency", "Average", "Milliseconds", 60, Delay),
        new(Signal.Errors, "AWS/DynamoDB", "SystemErrors", "Sum", "Count", 60, Delay, IsCount: true),
    ];
}
