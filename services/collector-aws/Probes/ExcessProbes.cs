namespace CauseFlow.CollectorAws.Probes;

/// <summary>
/// Tries what a role for CauseFlow must not be able to do, in a form that changes nothing where it can: a dry run on a thing
/// that does not exist, or one row whose content is dropped unread.
/// </summary>
internal static class ExcessProbes
{
    private const string X = AwsProbe.Nothing;

    public static IReadOnlyList<AwsProbe> All { get; } =
    [
        new("ec2:StopInstances", "DryRun=true&InstanceId.1=i-00000000000000000"),
        new("lambda:InvokeFunction", "{}", $"/2015-03-31/functions/{X}/invocations", IsPost: true, Operation: "Invoke")
        {
            Headers = new Dictionary<string, string> { ["X-Amz-Invocation-Type"] = "DryRun" },
        },
        new("s3:ListAllMyBuckets", Path: "/", Operation: "ListBuckets"),
        new("secretsmanager:ListSecrets", """{"MaxResults":1}"""),
        new("ssm:DescribeParameters", """{"MaxResults":1}"""),
    ];
}
