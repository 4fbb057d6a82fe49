using System.Text.RegularExpressions;

namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>The forms of AWS's names that a customer types in.</summary>
public static partial class AwsNames
{
    // A topic's name has at most 256 characters; the rest of its ARN fits into 64.
    private const int MaxTopicArnLength = 320;
    private const int MaxLogGroupLength = 512;

    /// <summary>Whether it looks like a region of that partition, such as eu-west-1.</summary>
    public static bool IsRegion(string? text, string? partition) =>
        text is not null && Region().IsMatch(text) && (partition is null || PartitionOf(text) == partition);

    /// <summary>
    /// Whether it is an SNS topic's ARN of that partition. A FIFO topic is none that could be used: it delivers to no
    /// HTTPS address.
    /// </summary>
    public static bool IsTopicArn(string? text, string? partition) =>
        text is { Length: <= MaxTopicArnLength } && Topic().Match(text) is { Success: true } match
        && (partition is null || match.Groups[1].Value == partition)
        && IsRegion(match.Groups[2].Value, match.Groups[1].Value);

    /// <summary>Whether it is a log group's name.</summary>
    public static bool IsLogGroup(string? text) => text is { Length: <= MaxLogGroupLength } && LogGroup().IsMatch(text);

    /// <summary><c>causeflow-</c> and the id, within what STS accepts.</summary>
    public static string SessionName(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var safe = string.Concat(id.Where(c => char.IsAsciiLetterOrDigit(c) || "_+=,.@-".Contains(c)));
        return $"causeflow-{safe}" is { Length: > 64 } tooLong ? tooLong[..64] : $"causeflow-{safe}";
    }

    private static string PartitionOf(string region) =>
        region.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn"
        : region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov"
        : "aws";

    [GeneratedRegex(@"\A[a-z]{2}(?:-[a-z]{1,12}){1,2}-[0-9]{1,2}\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Region();

    [GeneratedRegex(
        @"\Aarn:(aws|aws-cn|aws-us-gov):sns:([a-z0-9-]+):[0-9]{12}:[A-Za-z0-9_-]+\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Topic();

    [GeneratedRegex(@"\A[A-Za-z0-9_./#-]+\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LogGroup();
}
