using System.Text.RegularExpressions;

namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>A parsed ARN of a standard SQS queue.</summary>
public sealed partial record QueueArn(string Arn, string Partition, string Region, string Account, string Name)
{
    /// <summary>
    /// Parses <c>arn:partition:sqs:region:account:name</c>; null for anything else, and for a FIFO queue: no topic that alarms
    /// publish to delivers to one.
    /// </summary>
    public static QueueArn? Parse(string? arn) => Pattern().Match(arn ?? "") is { Success: true } match
        && AwsNames.IsRegion(match.Groups[2].Value, match.Groups[1].Value)
            ? new QueueArn(match.Value, match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value, match.Groups[4].Value)
            : null;

    [GeneratedRegex(@"\Aarn:(aws|aws-cn|aws-us-gov):sqs:([a-z0-9-]{5,32}):([0-9]{12}):([A-Za-z0-9_-]{1,80})\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
