using System.Text.RegularExpressions;

namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>The ARN of an IAM role: <c>arn:partition:iam::12 digits:role/path/name</c>.</summary>
public sealed partial record RoleArn(string Partition, string Account, string Name)
{
    private const int MaxLength = 640;
    private const int MaxNameLength = 64;

    /// <summary>Null when it is no role's ARN, to the letter.</summary>
    public static RoleArn? Parse(string? text) =>
        text is { Length: <= MaxLength } && Pattern().Match(text) is { Success: true } match
        && match.Groups[3].Length <= MaxNameLength
            ? new RoleArn(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value)
            : null;

    [GeneratedRegex(
        @"\Aarn:(aws|aws-cn|aws-us-gov):iam::([0-9]{12}):role/(?:[A-Za-z0-9_+=,.@:-]+/)*([A-Za-z0-9_+=,.@-]+)\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
