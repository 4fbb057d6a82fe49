using System.Globalization;
using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.Dashboard.Incidents;

/// <summary>The contracts' words as people read them.</summary>
internal static class Words
{
    /// <summary>The wire's word, such as <c>bad_deployment</c>; also the name of its style.</summary>
    public static string Wire<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>Such as <c>Bad deployment</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Of(Wire(value));

    /// <summary>A wire's word in letters: <c>alarm_state_changed</c> as <c>Alarm state changed</c>.</summary>
    public static string Of(string wire) =>
        wire.Length == 0 ? "" : char.ToUpperInvariant(wire[0]) + wire[1..].Replace('_', ' ');

    /// <summary>Senders of alarms, in the order in which they are shown; beside them people open incidents by hand.</summary>
    public static IReadOnlyList<string> Senders { get; } = ["cloudwatch", "azure-monitor", "gcp-monitoring", "custom"];

    public const string ByHand = "manual";

    public static string Source(string source) => source switch
    {
        "cloudwatch" => "CloudWatch",
        "azure-monitor" => "Azure Monitor",
        "gcp-monitoring" => "Google Cloud",
        "custom" => "Webhook",
        ByHand => "By hand",
        _ => source,
    };

    public static string Provider(CloudProvider provider) => provider switch
    {
        CloudProvider.Aws => "AWS",
        CloudProvider.Azure => "Azure",
        CloudProvider.Gcp => "Google Cloud",
        _ => "other",
    };

    public static string Percent(double confidence) =>
        string.Create(CultureInfo.InvariantCulture, $"{confidence * 100:0} %");

    /// <summary>What a confidence means, so that a number is not taken for more than it is.</summary>
    public static string Confidence(double confidence) => confidence switch
    {
        >= 0.8 => "High confidence",
        >= 0.5 => "Moderate confidence",
        _ => "Low confidence",
    };

    /// <summary>Such as <c>aws.lambda.function</c> as <c>Lambda function</c>.</summary>
    public static string Kind(string kind)
    {
        var parts = kind.Split('.');
        return parts.Length < 3
            ? Of(parts[^1])
            : $"{(parts[1].Length <= 3 ? parts[1].ToUpperInvariant() : Of(parts[1]))} {string.Join(' ', parts[2..]).Replace('_', ' ')}";
    }
}
