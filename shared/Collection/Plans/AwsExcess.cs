namespace CauseFlow.Collection.Plans;

/// <summary>
/// What a role for CauseFlow must not be able to do. Only a connection test may try these, each in a form that changes and
/// reads nothing (a dry run, or one page that is dropped unread); no other session ever holds them.
/// </summary>
public static class AwsExcess
{
    public static SourcePlan Plan { get; } = new()
    {
        Source = "excess",
        DelayClass = DelayClass.Immediate,
        Calls =
        [
            Probe("ec2:StopInstances"), Probe("lambda:InvokeFunction"), Probe("s3:ListAllMyBuckets"),
            Probe("secretsmanager:ListSecrets"), Probe("ssm:DescribeParameters"),
        ],
    };

    private static PlannedCall Probe(string permission) => new()
    {
        Permission = permission, Mandatory = false, MaxCallsPerRun = 2, CostKind = CostKind.Free,
    };
}
