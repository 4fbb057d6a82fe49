using CauseFlow.Collection.Plans;

namespace CauseFlow.CollectorAws.Probes;

/// <summary>A probe for each call that a plan has. A test fails when one has none, and when a probe has no plan.</summary>
internal static class PlannedProbes
{
    private const string X = AwsProbe.Nothing;
    private const string Functions = "/2015-03-31/functions/";

    /// <summary>No account has the number nought.</summary>
    private const string NoGroup =
        "arn%3Aaws%3Aelasticloadbalancing%3Aus-east-1%3A000000000000%3Atargetgroup%2Fcauseflow-probe%2F0000000000000000";

    /// <summary>By permission.</summary>
    public static IReadOnlyDictionary<string, AwsProbe> All { get; } = new[]
    {
        CloudWatch, Logs, Lambda, Ecs, Ec2, CloudTrail, LoadBalancing, AutoScaling, DataStores,
    }.SelectMany(x => x).ToDictionary(x => x.Permission, StringComparer.Ordinal);

    /// <summary>The probes of every planned call, with whether an investigation needs it.</summary>
    public static IReadOnlyList<(AwsProbe Probe, bool Mandatory)> Planned { get; } =
    [
        .. AwsPlans.All.SelectMany(plan => plan.Calls).GroupBy(call => call.Permission, StringComparer.Ordinal)
            .Select(calls => (All[calls.Key], calls.Any(call => call.Mandatory))),
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
        new("logs:DescribeMetricFilters", $$"""{"logGroupName":"{{X}}","limit":1}"""),
        new("logs:FilterLogEvents", $$"""{"logGroupName":"{{X}}","limit":1}"""),
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
        new("lambda:ListVersionsByFunction", Path: $"{Functions}{X}/versions?MaxItems=1"),
        new("lambda:ListAliases", Path: $"{Functions}{X}/aliases?MaxItems=1"),
        new("lambda:ListEventSourceMappings", Path: "/2015-03-31/event-source-mappings/?MaxItems=1"),
    ];

    private static AwsProbe[] Ecs =>
    [
        new("ecs:ListClusters", """{"maxResults":1}"""),
        new("ecs:ListServices", $$"""{"cluster":"{{X}}","maxResults":1}"""),
        new("ecs:DescribeServices", $$"""{"cluster":"{{X}}","services":["{{X}}"]}"""),
        new("ecs:ListTasks", $$"""{"cluster":"{{X}}","maxResults":1}"""),
        new("ecs:DescribeTasks", $$"""{"cluster":"{{X}}","tasks":["{{X}}"]}"""),
        new("ecs:DescribeTaskDefinition", $$"""{"taskDefinition":"{{X}}"}"""),
    ];

    private static AwsProbe[] Ec2 =>
    [
        new("ec2:DescribeInstances", "DryRun=true"),
        new("ec2:DescribeInstanceStatus", "DryRun=true"),
    ];

    private static AwsProbe[] CloudTrail =>
    [
        new("cloudtrail:LookupEvents", $$"""
            {"LookupAttributes":[{"AttributeKey":"EventName","AttributeValue":"{{X}}"}],"StartTime":1700000000,"EndTime":1700000060,"MaxResults":1}
            """),
    ];

    private static AwsProbe[] LoadBalancing =>
    [
        new("elasticloadbalancing:DescribeTargetHealth", $"TargetGroupArn={NoGroup}"),
        new("elasticloadbalancing:DescribeTargetGroups", "PageSize=1"),
        new("elasticloadbalancing:DescribeLoadBalancers", "PageSize=1"),
    ];

    private static AwsProbe[] AutoScaling =>
    [
        new("autoscaling:DescribeAutoScalingGroups", "MaxRecords=1"),
        new("autoscaling:DescribeScalingActivities", "MaxRecords=1"),
    ];

    private static AwsProbe[] DataStores =>
    [
        new("rds:DescribeDBInstances", "MaxRecords=20"),
        new("rds:DescribeEvents", "MaxRecords=20&Duration=1"),
        new("sqs:GetQueueAttributes", $$"""
            {"QueueUrl":"https://sqs.amazonaws.com/000000000000/{{X}}","AttributeNames":["VisibilityTimeout"]}
            """),
        new("dynamodb:DescribeTable", $$"""{"TableName":"{{X}}"}"""),
    ];
}
