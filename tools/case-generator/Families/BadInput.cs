using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Phrases;

namespace CauseFlow.CaseGeneration.Families;

/// <summary>Records that the program cannot read come in with the others; nothing of one's own changed.</summary>
internal sealed class BadInput : IFaultFamily
{
    public string Name => "bad-input";

    public bool IsHeldOut => true;

    public IReadOnlyList<string> Needs => ["logs.jsonl"];

    public void Apply(IncidentDraft draft)
    {
        var target = draft.Application.Backend;
        draft.Fail(target, Complaint.BadInput, draft.Names.Word(), draft.Between(0.1, 0.45), Curves.Step(draft.Onset, draft.Between(1, 3)));
        draft.AlarmAtEntry(Signal.Errors);
        draft.Cause(target.Node, "data_or_input", null, [.. draft.Callers(target)]);
    }
}
