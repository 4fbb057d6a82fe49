using System.Text.RegularExpressions;

namespace CauseFlow.Ingestion.Sns;

/// <summary>A parsed topic ARN. <see cref="Arn"/> is the text as it came: topics are compared exactly.</summary>
public sealed partial record SnsTopic(string Arn, string Partition, string Region, string Account)
{
    /// <summary><c>.amazonaws.com</c>, or <c>.amazonaws.com.cn</c> in the partition aws-cn.</summary>
    public string DomainSuffix => Partition == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";

    /// <summary>The only host that serves this topic's certificates and confirmations.</summary>
    public string Host => $"sns.{Region}.{DomainSuffix}";

    /// <summary>Parses <c>arn:partition:sns:region:account:name</c>; null for anything else.</summary>
    public static SnsTopic? TryParse(string arn)
    {
        var match = ArnPattern().Match(arn);
        if (!match.Success)
        {
            return null;
        }

        var (partition, region) = (match.Groups[1].Value, match.Groups[2].Value);
        return partition == PartitionOf(region) ? new SnsTopic(arn, partition, region, match.Groups[3].Value) : null;
    }

    // A region decides its partition; an ARN that mixes them would move the certificate host to another domain.
    private static string PartitionOf(string region) =>
        region.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn"
        : region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov"
        : "aws";

    [GeneratedRegex(
        @"\Aarn:(aws|aws-cn|aws-us-gov):sns:([a-z]{2}(?:-[a-z]{1,12}){1,2}-[0-9]{1,2}):([0-9]{12}):([A-Za-z0-9_-]{1,256})\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex ArnPattern();
}
