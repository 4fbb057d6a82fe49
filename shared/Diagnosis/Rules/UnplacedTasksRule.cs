using System.Text.RegularExpressions;
using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>
/// A container service that is short of tasks and says that it cannot place one. Score = 0.8, the scheduler's own word,
/// + 0.4 if it began in the incident window + 0.2 if the alarm's metric is reproduced − 1.2 off the path.
/// </summary>
public sealed partial class UnplacedTasksRule : IRule
{
    public RuleFindings Apply(CaseEvidence evidence, SymptomSet symptoms)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(symptoms);
        var hypotheses =
            from state in evidence.States
            where state.Resource.Kind == ResourceKinds.EcsService && state.Status is ResourceStatus.Degraded or ResourceStatus.Failed
            let condition = state.Conditions.FirstOrDefault(condition => condition.Type == "UnableToPlaceTask")
            where condition is not null
            select Propose(state, condition, evidence, symptoms);
        return new([.. hypotheses], []);
    }

    private static Hypothesis Propose(ResourceState state, ResourceCondition condition, CaseEvidence evidence, SymptomSet symptoms)
    {
        var onPath = symptoms.IsOnPath(evidence, state.Resource);
        var message = condition.Message ?? "it was unable to place a task";
        var since = condition.Since is { } time ? $" since {Words.Time(time)}" : "";
        return new()
        {
            Resource = state.Resource,
            Category = Denied().IsMatch(message) ? CauseCategory.PermissionOrCredential : CauseCategory.CapacityLimit,
            Signal = "unplaced_tasks",
            Summary = $"{state.Resource.Name} cannot place tasks{since}",
            Score = 0.8 + (condition.Since >= evidence.File.Window.From ? 0.4 : 0) + (symptoms.AlarmReproduced ? 0.2 : 0) - (onPath ? 0 : 1.2),
            For = [$"{Words.Shorten(message)} [{state.EvidenceId}]"],
            Against = onPath ? [] : ["no known relation leads from the alarmed resource to this service"],
            Supporting = [state.EvidenceId],
        };
    }

    [GeneratedRegex("not authorized|unable to assume|access ?denied", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Denied();
}
