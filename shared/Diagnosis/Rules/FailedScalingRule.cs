using System.Text.RegularExpressions;
using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>
/// An Auto Scaling group that is short of instances and whose launches fail in its own words. Score = 0.8, the scheduler's own
/// word, + 0.4 if the first failed launch lies in the incident window + 0.2 if the alarm's metric is reproduced − 1.2 off the path
/// − 2.2 if the group has as many instances in service as it wants: then a later launch got through.
/// </summary>
public sealed partial class FailedScalingRule : IRule
{
    public RuleFindings Apply(CaseEvidence evidence, SymptomSet symptoms)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(symptoms);
        var hypotheses =
            from state in evidence.States
            where state.Resource.Kind == ResourceKinds.AutoScalingGroup
            let failed = state.Conditions.Where(condition => condition.Type == "ScalingActivity").OrderBy(condition => condition.Since).ToList()
            where failed.Count > 0
            select Propose(state, failed, evidence, symptoms);
        return new([.. hypotheses], []);
    }

    private static Hypothesis Propose(
        ResourceState state, List<ResourceCondition> failed, CaseEvidence evidence, SymptomSet symptoms)
    {
        var onPath = symptoms.IsOnPath(evidence, state.Resource);
        var isShort = state.Status is ResourceStatus.Degraded or ResourceStatus.Failed;
        var (first, last) = (failed[0], failed[^1]);
        var since = first.Since is { } time ? $" since {Words.Time(time)}" : "";
        return new()
        {
            Resource = state.Resource,
            Category = CategoryOf(last.Message ?? ""),
            Signal = "failed_scaling",
            Summary = $"{state.Resource.Name} cannot launch instances{since}",
            Score = 0.8 + (first.Since >= evidence.File.Window.From ? 0.4 : 0) + (symptoms.AlarmReproduced ? 0.2 : 0)
                - (onPath ? 0 : 1.2) - (isShort ? 0 : 2.2),
            For = [$"{failed.Count} launches failed, {state.NativeStatus}: {Words.Shorten(last.Message ?? last.Reason ?? "")} [{state.EvidenceId}]"],
            Against =
            [
                .. onPath ? [] : new[] { "no known relation leads from the alarmed resource to this group" },
                .. isShort ? [] : new[] { "the group has as many instances in service as it wants by now" },
            ],
            Supporting = [state.EvidenceId],
        };
    }

    private static CauseCategory CategoryOf(string message) =>
        Capacity().IsMatch(message) ? CauseCategory.CapacityLimit
        : Denied().IsMatch(message) ? CauseCategory.PermissionOrCredential
        : Setting().IsMatch(message) ? CauseCategory.BadConfiguration
        : CauseCategory.Unknown;

    private const RegexOptions Flags = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    [GeneratedRegex("insufficient.*capacity|do not have sufficient|limit ?exceeded|more vcpu|quota|insufficient free addresses|spot.*capacity", Flags)]
    private static partial Regex Capacity();

    [GeneratedRegex("not authorized|access ?denied|unauthorized|client error on launch|kms", Flags)]
    private static partial Regex Denied();

    [GeneratedRegex("launch template|launch configuration|ami|security group .* does not exist|subnet|key pair|invalid|not supported", Flags)]
    private static partial Regex Setting();
}
