using System.Text.RegularExpressions;

namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>The ARN of an IAM role: <c>arn:partition:iam::12 digits:role/path/name</c>.</summary>
public sealed partial record RoleArn(string Partition, string Account, string Name)
{
    private const int MaxLength = 640;

    /// <summary>Null when it is no role's ARN, to the letter.</summary>
    public static RoleArn? Parse(string? text) =>
        text is { Length: <= MaxLength } && Pattern().Match(text) is { Success: true } match
            ? new RoleArn(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value)
            : null;

    [GeneratedRegex(
        @"\Aarn:(aws|aws-cn|aws-us-gov):iam::([0-9]{12}):role/(?:[A-Za-z0-9_+=,.@:-]{1,128}/){0,16}([A-Za-z0-9_+=,.@-]{1,64})\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
