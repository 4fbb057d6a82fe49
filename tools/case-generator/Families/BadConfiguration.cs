using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Phrases;

namespace CauseFlow.CaseGeneration.Families;

/// <summary>A setting gets a value that the program cannot use, or that sends its calls to nowhere.</summary>
internal sealed class BadConfiguration : IFaultFamily
{
    public string Name => "bad-configuration";

    public bool IsByChange => true;

    public IReadOnlyList<string> Needs => ["logs.jsonl", "changes.json"];

    public void Apply(IncidentDraft draft)
    {
        var app = draft.Application;
        var target = draft.Chance(0.5) ? app.Front : app.Backend;
        var field = $"{draft.Names.Word()}_{draft.Names.Pick(["timeout", "url", "mode", "limit", "endpoint"])}".ToUpperInvariant();
        var change = draft.Change(draft.Onset - draft.Between(0.3, 3), target.Node, ChangeAct.Configure, field);
        var intensity = Curves.Step(draft.Onset, 2);
        draft.Fail(target, Complaint.BadSetting, field, draft.Between(0.35, 0.95), intensity);
        draft.AlarmAtEntry(Signal.Errors);
        draft.Cause(target.Node, "bad_configuration", change);
    }
}
