using System.Text.RegularExpressions;
using CauseFlow.CloudSimulation.Aws;

namespace CauseFlow.CloudSimulation.Lambda;

/// <summary>A function as callers name it: name, partial ARN or ARN, each with an optional qualifier.</summary>
internal sealed partial record FunctionReference(string UnqualifiedArn, string? Qualifier)
{
    public string Arn => Qualifier is null ? UnqualifiedArn : $"{UnqualifiedArn}:{Qualifier}";

    public static FunctionReference Parse(string text, string? qualifier, string region, string account)
    {
        var match = Reference().Match(text);
        if (!match.Success)
        {
            throw new AwsException(
                "ValidationException",
                $"1 validation error detected: Value '{text}' at 'functionName' failed to satisfy constraint: "
                + "Member must satisfy regular expression pattern");
        }

        var (ownRegion, ownAccount, ownQualifier) = (
            match.Groups["region"].Value, match.Groups["account"].Value, match.Groups["qualifier"].Value);
        if (qualifier is not null && ownQualifier.Length > 0 && qualifier != ownQualifier)
        {
            throw new AwsException(
                "InvalidParameterValueException",
                "The derived qualifier from the function name does not match the specified qualifier.");
        }

        return new FunctionReference(
            $"arn:aws:lambda:{(ownRegion.Length > 0 ? ownRegion : region)}:"
            + $"{(ownAccount.Length > 0 ? ownAccount : account)}:function:{match.Groups["name"].Value}",
            qualifier ?? (ownQualifier.Length > 0 ? ownQualifier : null));
    }

    [GeneratedRegex(
        @"\A((arn:aws:lambda:(?<region>[a-z0-9-]+):)?(?<account>[0-9]{12}):function:)?(?<name>[A-Za-z0-9_-]{1,64})"
        + @"(:(?<qualifier>\$LATEST|[A-Za-z0-9_-]+))?\z")]
    private static partial Regex Reference();
}
