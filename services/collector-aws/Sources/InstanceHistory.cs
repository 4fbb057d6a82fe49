using System.Globalization;
using System.Text.RegularExpressions;
using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>
/// What happened to an instance as far as EC2 itself tells: its start, the transition out of running, and maintenance whose
/// time has come. Who asked for a stop is in CloudTrail; EC2 only tells the customer's side (Client) from its own (Server).
/// </summary>
internal static partial class InstanceHistory
{
    private const string Instances = "ec2:DescribeInstances";
    private const string Canceled = "[Canceled]";

    /// <summary>EC2 writes whole seconds; the second covers its own clock.</summary>
    private const double UncertaintySeconds = 1;

    public static IEnumerable<Change> Changes(
        CollectionContext context, ResourceRef resource, CloudInstance? instance, CloudInstanceStatus? status,
        TimeSpan lookback)
    {
        var earliest = context.Window.To - lookback;
        return All(context, resource, instance, status)
            .Where(change => change.Time.OccurredAt >= earliest && change.Time.OccurredAt <= context.Time.GetUtcNow());
    }

    /// <summary>When the instance left the running state; null when EC2 does not say.</summary>
    public static DateTimeOffset? TransitionTime(CloudInstance instance) =>
        Stamp().Match(instance.StateTransitionReason ?? "") is { Success: true } match && DateTimeOffset.TryParse(
            match.Groups[1].Value, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time : null;

    private static IEnumerable<Change> All(
        CollectionContext context, ResourceRef resource, CloudInstance? instance, CloudInstanceStatus? status)
    {
        if (instance?.LaunchedAt is { } launched)
        {
            yield return Make(
                context, resource, ChangeKind.Lifecycle, launched, UncertaintySeconds, Instances,
                $"{resource.Name} was launched or started");
        }

        if (instance is { State: not "running" } && TransitionTime(instance) is { } left)
        {
            var why = instance.StateReasonMessage ?? instance.StateTransitionReason;
            yield return Make(
                context, resource, ChangeKind.Lifecycle, left, UncertaintySeconds, Instances,
                $"{resource.Name} became {instance.State} ({why})");
        }

        foreach (var planned in status?.Events ?? [])
        {
            if (planned.NotBefore is { } due && planned.Description?.StartsWith(Canceled, StringComparison.Ordinal) != true)
            {
                // It takes place somewhere in its window.
                var width = planned.NotAfter is { } end && end > due ? (end - due).TotalSeconds : 60;
                yield return Make(
                    context, resource, ChangeKind.Maintenance, due, width, "ec2:DescribeInstanceStatus",
                    $"{planned.Code} by AWS on {resource.Name} ({planned.Description})");
            }
        }
    }

    private static Change Make(
        CollectionContext context, ResourceRef resource, ChangeKind kind, DateTimeOffset at, double uncertaintySeconds,
        string api, string summary)
    {
        var text = context.Redactor.Redact(summary);
        return new Change
        {
            EvidenceId = context.Ids.For(
                "change", resource.Id, kind.ToString(), text, at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            Resource = resource,
            Kind = kind,
            Time = new FactTime
            {
                OccurredAt = at, UncertaintySeconds = uncertaintySeconds, ObservedAt = context.Time.GetUtcNow(),
            },
            Summary = text,
            Differences = [],
            Pointer = new Pointer
            {
                Api = api,
                Parameters = new Dictionary<string, string> { ["instanceId"] = resource.Name },
                ConsoleLink = ConsoleLinks.Instance(context.Region, resource.Name),
            },
        };
    }

    [GeneratedRegex(@"\(([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}) (?:GMT|UTC)\)", RegexOptions.CultureInvariant, 250)]
    private static partial Regex Stamp();
}
