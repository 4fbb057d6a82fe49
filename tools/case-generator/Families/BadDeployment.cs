using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Phrases;

namespace CauseFlow.CaseGeneration.Families;

/// <summary>A new version has a defect: some of its requests throw from the roll-out on.</summary>
internal sealed class BadDeployment : IFaultFamily
{
    public string Name => "bad-deployment";

    public bool IsByChange => true;

    public IReadOnlyList<string> Needs => ["logs.jsonl", "changes.json"];

    public void Apply(IncidentDraft draft)
    {
        var target = draft.Chance(0.6) ? draft.Application.Front : draft.Application.Backend;
        var change = draft.Change(draft.Onset - draft.Between(0.4, 4), target.Node, ChangeAct.Deploy);
        var share = draft.Between(0.12, 0.6);
        draft.Fail(target, Complaint.Defect, draft.Names.Word(), share, Curves.Step(draft.Onset, draft.Between(1, 3)));
        if (draft.Chance(0.4))
        {
            draft.State(draft.Onset + 1, target.Node, "rollout", ("status", "IN_PROGRESS"), ("reason", "new version is being rolled out"),
                ("message", $"{change.Summary}; health checks of the new version fail"));
        }

        draft.AlarmAtEntry(Signal.Errors);
        draft.Cause(target.Node, "bad_deployment", change);
    }
}
