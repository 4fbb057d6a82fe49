using System.Text.RegularExpressions;

namespace CauseFlow.Ingestion.Alarms;

/// <summary>A parsed CloudWatch alarm ARN: the only reliable source of account and region.</summary>
public sealed partial record AlarmArn(string Arn, string Region, string Account, string Name)
{
    /// <summary>Parses <c>arn:partition:cloudwatch:region:account:alarm:name</c>; null for anything else.</summary>
    public static AlarmArn? TryParse(string? arn)
    {
        var match = Pattern().Match(arn ?? "");
        return match.Success
            ? new AlarmArn(match.Value, match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value)
            : null;
    }

    [GeneratedRegex(
        @"\Aarn:(?:aws|aws-cn|aws-us-gov):cloudwatch:([a-z]{2}(?:-[a-z]{1,12}){1,2}-[0-9]{1,2}):([0-9]{12}):alarm:([^\p{Cc}]{1,255})\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
