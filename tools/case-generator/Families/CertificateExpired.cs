using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Phrases;

namespace CauseFlow.CaseGeneration.Families;

/// <summary>A certificate runs out at a full minute; from then on nobody who checks it can call.</summary>
internal sealed class CertificateExpired : IFaultFamily
{
    public string Name => "certificate-expired";

    public bool IsHeldOut => true;

    public IReadOnlyList<string> Needs => ["logs.jsonl"];

    public void Apply(IncidentDraft draft)
    {
        var (front, backend) = (draft.Application.Front, draft.Application.Backend);
        var name = draft.Application.InternalName;
        var over = Curves.Step(Math.Floor(draft.Onset), 1);
        draft.Fail(front, Complaint.CertificateExpired, name, draft.Between(0.6, 0.98), over);
        if (draft.Chance(0.5))
        {
            draft.State(draft.Onset, backend.Node, "certificate", ("status", "EXPIRED"), ("reason", "certificate has expired"),
                ("message", $"the certificate of {name} is no longer valid"));
        }

        draft.AlarmAtEntry(Signal.Errors);
        draft.Cause(backend.Node, "permission_or_credential", null, name, front.Node.Id);
    }
}
