namespace CauseFlow.CollectorAws.Resolve;

/// <summary>The parts of <c>arn:aws:cloudwatch:region:account:alarm:name</c>; the name may hold colons.</summary>
internal sealed record AlarmArn(string Partition, string Region, string Account, string Name)
{
    public static AlarmArn? Parse(string? arn)
    {
        var parts = (arn ?? "").Split(':', 7);
        return parts is ["arn", var partition, "cloudwatch", var region, var account, "alarm", { Length: > 0 and <= 255 } name]
            ? new AlarmArn(partition, region, account, name)
            : null;
    }
}
