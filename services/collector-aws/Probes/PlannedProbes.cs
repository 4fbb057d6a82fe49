using CauseFlow.Collection.Plans;

namespace CauseFlow.CollectorAws.Probes;

/// <summary>A probe for each call that a plan has or may have. A test fails when a planned call has none.</summary>
internal static class PlannedProbes
{
    private const string X = AwsProbe.Nothing;
    private const string Functions = "/2015-03-31/functions/";

    /// <summary>By permission.</summary>
    public static IReadOnlyDictionary<string, AwsProbe> All { get; } = new[]
    {
        CloudWatch, Logs, Lambda, Ecs, Query, Others,
    }.SelectMany(x => x).ToDictionary(x => x.Permission, StringComparer.Ordinal);

    /// <summary>The probes of every planned call, with whether an investigation needs it.</summary>
    public static IReadOnlyList<(AwsProbe Probe, bool Mandatory)> Planned { get; } =
    [
        .. AwsPlans.All.SelectMany(plan => plan.Calls).GroupBy(call => call.Permission, StringComparer.Ordinal)
            .Where(calls => All.ContainsKey(calls.Key))
            .Select(calls => (All[calls.Key], calls.Any(call => call.Mandatory))),
    ];

    private static string[] Ec2Operations =>
    [
        "DescribeInstances", "DescribeInstanceStatus", "DescribeVolumes", "DescribeVolumeStatus", "DescribeSubnets",
        "DescribeNetworkInterfaces", "DescribeInstanceTypes", "DescribeVpcs", "DescribeSecurityGroups", "DescribeImages",
    ];

    private static AwsProbe[] CloudWatch =>
    [
        new("cloudwatch:DescribeAlarms", $$"""{"AlarmNames":["{{X}}"],"MaxRecords":1}"""),
        new("cloudwatch:DescribeAlarmHistory", $$"""{"AlarmName":"{{X}}","MaxRecords":1}"""),
        new("cloudwatch:ListMetrics", $$"""{"Namespace":"{{X}}"}"""),
        // One metric that does not exist; a hundredth of a thousandth of a dollar.
        new("cloudwatch:GetMetricData", $$$"""
            {"StartTime":1700000000,"EndTime":1700000060,"MetricDataQueries":[{"Id":"m1","MetricStat":{"Metric":{
            "Namespace":"{{{X}}}","MetricName":"{{{X}}}"},"Period":60,"Stat":"Sum"}}]}
            """),
    ];

    private static AwsProbe[] Logs =>
    [
        new("logs:DescribeLogGroups", $$"""{"logGroupNamePrefix":"{{X}}","limit":1}"""),
        new("logs:DescribeLogStreams", $$"""{"logGroupName":"{{X}}","limit":1}"""),
        new("logs:DescribeMetricFilters", $$"""{"logGroupName":"{{X}}","limit":1}"""),
        new("logs:FilterLogEvents", $$"""{"logGroupName":"{{X}}","limit":1}"""),
        new("logs:GetLogEvents", $$"""{"logGroupName":"{{X}}","logStreamName":"{{X}}","limit":1}"""),
        new("logs:StartQuery", $$"""
            {"logGroupName":"{{X}}","startTime":1700000000,"endTime":1700000060,"queryString":"fields @message | limit 1"}
            """),
        new("logs:StopQuery", """{"queryId":"00000000-0000-4000-8000-000000000000"}"""),
        new("logs:GetQueryResults", """{"queryId":"00000000-0000-4000-8000-000000000000"}"""),
    ];

    private static AwsProbe[] Lambda =>
    [
        new("lambda:GetFunctionConfiguration", Path: $"{Functions}{X}/configuration"),
        new("lambda:GetFunctionConcurrency", Path: $"/2019-09-30/functions/{X}/concurrency"),
        new("lambda:GetProvisionedConcurrencyConfig", Path: $"/2019-09-30/functions/{X}/provisioned-concurrency?Qualifier=1"),
        new("lambda:ListProvisionedConcurrencyConfigs", Path: $"/2019-09-30/functions/{X}/provisioned-concurrency?List=ALL"),
        new("lambda:ListVersionsByFunction", Path: $"{Functions}{X}/versions?MaxItems=1"),
        new("lambda:ListAliases", Path: $"{Functions}{X}/aliases?MaxItems=1"),
        new("lambda:ListFunctions", Path: $"{Functions}?MaxItems=1"),
        new("lambda:ListEventSourceMappings", Path: "/2015-03-31/event-source-mappings/?MaxItems=1"),
    ];

    private static AwsProbe[] Ecs =>
    [
        new("ecs:ListClusters", """{"maxResults":1}"""),
        new("ecs:DescribeClusters", $$"""{"clusters":["{{X}}"]}"""),
        new("ecs:ListServices", $$"""{"cluster":"{{X}}","maxResults":1}"""),
        new("ecs:DescribeServices", $$"""{"cluster":"{{X}}","services":["{{X}}"]}"""),
        new("ecs:ListTasks", $$"""{"cluster":"{{X}}","maxResults":1}"""),
        new("ecs:DescribeTasks", $$"""{"cluster":"{{X}}","tasks":["{{X}}"]}"""),
        new("ecs:DescribeTaskDefinition", $$"""{"taskDefinition":"{{X}}"}"""),
        new("ecs:ListTaskDefinitions", $$"""{"familyPrefix":"{{X}}","maxResults":1}"""),
        new("ecs:DescribeContainerInstances", $$"""{"cluster":"{{X}}","containerInstances":["{{X}}"]}"""),
        new("ecs:ListServiceDeployments", $$"""{"cluster":"{{X}}","service":"{{X}}"}"""),
        new("ecs:DescribeServiceDeployments",
            """{"serviceDeploymentArns":["arn:aws:ecs:us-east-1:000000000000:service-deployment/x/y/z"]}"""),
    ];

    private static AwsProbe[] Query =>
    [
        .. Ec2Operations.Select(operation => new AwsProbe($"ec2:{operation}", "DryRun=true")),
        new("elasticloadbalancing:DescribeLoadBalancers", "PageSize=1"),
        new("elasticloadbalancing:DescribeTargetGroups", "PageSize=1"),
        new("elasticloadbalancing:DescribeTargetHealth", "TargetGroupArn=" + Uri.EscapeDataString(
            $"arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/{X}/0000000000000000")),
        new("autoscaling:DescribeAutoScalingGroups", $"AutoScalingGroupNames.member.1={X}"),
        new("autoscaling:DescribeAutoScalingInstances", "MaxRecords=1"),
        new("autoscaling:DescribeScalingActivities", "MaxRecords=1"),
        new("rds:DescribeDBInstances", $"DBInstanceIdentifier={X}"),
        new("rds:DescribeEvents", "MaxRecords=20"),
    ];

    private static AwsProbe[] Others =>
    [
        new("cloudtrail:LookupEvents", """{"MaxResults":1,"StartTime":1700000000,"EndTime":1700000001}"""),
        new("tag:GetResources", """{"ResourcesPerPage":1}"""),
        new("apigateway:GET", Path: "/restapis?limit=1"),
    ];
}
