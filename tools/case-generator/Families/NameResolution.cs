using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Phrases;

namespace CauseFlow.CaseGeneration.Families;

/// <summary>A record of a private zone is changed; callers no longer find the service, and it sees no calls.</summary>
internal sealed class NameResolution : IFaultFamily
{
    public string Name => "name-resolution";

    public bool IsHeldOut => true;

    public bool IsByChange => true;

    public IReadOnlyList<string> Needs => ["logs.jsonl", "changes.json"];

    public void Apply(IncidentDraft draft)
    {
        var app = draft.Application;
        var change = draft.Change(draft.Onset - draft.Between(1, 6), app.NameZone, ChangeAct.Name, app.InternalName);
        draft.Fail(app.Front, Complaint.NameNotFound, app.InternalName, draft.Between(0.5, 0.95), Curves.Step(draft.Onset, 3));
        draft.AlarmAtEntry(Signal.Errors);
        draft.Cause(app.NameZone, "bad_configuration", change, app.InternalName);
    }
}
