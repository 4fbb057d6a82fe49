using CauseFlow.Collection;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>Turns what an alarm's dimensions say of a function into a resource of the integration's own account.</summary>
internal static class FunctionName
{
    private const int MaxLength = 140;

    /// <summary>The function that the alarm's dimensions name; null if they name none, or nothing that can be a name.</summary>
    public static string? From(AlarmFact? alarm)
    {
        // "Resource" is name or name:alias, and other services have a dimension of that name too; "FunctionName" is always
        // the bare name.
        var name = alarm?.Dimensions?.GetValueOrDefault("FunctionName")
            ?? (alarm?.Metric?.Namespace == "AWS/Lambda" ? alarm.Dimensions?.GetValueOrDefault("Resource") : null);
        return name?.Split(':')[0] is { } bare && IsName(bare) ? bare : null;
    }

    public static bool IsName(string name) =>
        name.Length is > 0 and <= MaxLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>The function's resource, built from the integration's account and never from a message.</summary>
    public static ResourceRef Resource(CollectionContext context, string name) =>
        AwsResources.Of(context, ResourceKinds.LambdaFunction, "lambda", $"function:{name}", name);
}
