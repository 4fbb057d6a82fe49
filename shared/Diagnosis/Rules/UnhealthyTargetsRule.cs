using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>
/// A target group some of whose targets get no traffic. Score = 0.3: it says where, not what, so that whatever explains the
/// target itself outranks it; + 0.9 where the load balancer's own word names the cause (a zone or a rule that does not use the
/// target, a fault on its own side) + 0.3 if other targets of the group are healthy, or if none is + 0.2 if the alarm's metric is
/// reproduced − 1.2 off the path. The resource is the one failing target where it is a known instance or function, else the group.
/// </summary>
public sealed class UnhealthyTargetsRule : IRule
{
    private const int MaxNamed = 4;

    public RuleFindings Apply(CaseEvidence evidence, SymptomSet symptoms)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(symptoms);
        var hypotheses =
            from state in evidence.States
            where state.Resource.Kind == ResourceKinds.TargetGroup && state.Status is ResourceStatus.Degraded or ResourceStatus.Failed
            let failing = state.Conditions.Where(condition => condition.Type == "TargetHealth").ToList()
            where failing.Count > 0
            select Propose(state, failing, evidence, symptoms);
        return new([.. hypotheses], []);
    }

    private static Hypothesis Propose(
        ResourceState state, List<ResourceCondition> failing, CaseEvidence evidence, SymptomSet symptoms)
    {
        var onPath = symptoms.IsOnPath(evidence, state.Resource);
        var reasons = failing.Select(condition => condition.Reason ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var categories = reasons.Select(CategoryOf).Distinct().ToList();
        var category = categories.Count == 1 ? categories[0] : CauseCategory.Unknown;
        var target = failing.Count == 1 ? TargetOf(failing[0], evidence) : null;
        return new()
        {
            Resource = target ?? state.Resource,
            Category = category,
            Signal = "unhealthy_targets",
            Summary = $"{(target ?? state.Resource).Name} gets no traffic through {state.Resource.Name} ({state.NativeStatus}): {string.Join(", ", reasons)}",
            Score = 0.3 + (category == CauseCategory.Unknown ? 0 : 0.9) + 0.3 + (symptoms.AlarmReproduced ? 0.2 : 0) - (onPath ? 0 : 1.2),
            For =
            [
                .. failing.OrderBy(condition => condition.Message, StringComparer.Ordinal).Take(MaxNamed)
                    .Select(condition => $"{Words.Shorten(condition.Message ?? "")} ({condition.Reason}) [{state.EvidenceId}]"),
                .. state.Status == ResourceStatus.Failed
                    ? new[] { $"no target of {state.Resource.Name} is healthy: what they share is at fault, such as their check, their network or what they run [{state.EvidenceId}]" }
                    : [$"the others are checked in the same way and pass [{state.EvidenceId}]"],
            ],
            Against =
            [
                .. category == CauseCategory.Unknown ? new[] { "the load balancer sees from outside that a check fails, not why" } : [],
                .. onPath ? [] : new[] { "no known relation leads from the alarmed resource to this target group" },
            ],
            Supporting = [state.EvidenceId, .. symptoms.AlarmReproduced ? [symptoms.AlarmSeries!.Series.EvidenceId] : Array.Empty<string>()],
        };
    }

    /// <summary>A condition's message begins with the target's id or name, and its port.</summary>
    private static ResourceRef? TargetOf(ResourceCondition condition, CaseEvidence evidence)
    {
        var name = condition.Message?.Split([' ', ':'], 2)[0];
        return evidence.Resources.FirstOrDefault(resource => resource.Name == name
            && resource.Kind is ResourceKinds.Ec2Instance or ResourceKinds.LambdaFunction);
    }

    private static CauseCategory CategoryOf(string reason) => reason switch
    {
        "Target.NotInUse" or "Target.NotRegistered" or "Target.IpUnusable" => CauseCategory.BadConfiguration,
        "Elb.InternalError" => CauseCategory.InfrastructureFailure,
        _ => CauseCategory.Unknown,
    };
}
