using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Phrases;

namespace CauseFlow.CaseGeneration.Families;

/// <summary>The service's identity loses a right that it needs.</summary>
internal sealed class PermissionRevoked : IFaultFamily
{
    public string Name => "permission-revoked";

    public bool IsByChange => true;

    public IReadOnlyList<string> Needs => ["logs.jsonl", "changes.json"];

    public void Apply(IncidentDraft draft)
    {
        var app = draft.Application;
        var change = draft.Change(draft.Onset - draft.Between(0.3, 5), app.Identity, ChangeAct.Identity, "access to data taken away");
        draft.Fail(app.Backend, Complaint.AccessDenied, app.Store.Node.Name, draft.Between(0.4, 0.98), Curves.Step(draft.Onset, 2));
        draft.AlarmAtEntry(Signal.Errors);
        draft.Cause(app.Identity, "permission_or_credential", change, app.Backend.Node.Id);
    }
}
