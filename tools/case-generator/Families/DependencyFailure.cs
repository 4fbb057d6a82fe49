using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Phrases;

namespace CauseFlow.CaseGeneration.Families;

/// <summary>Somebody else's API fails or hangs; nothing of one's own changed.</summary>
internal sealed class DependencyFailure : IFaultFamily
{
    public string Name => "dependency-failure";

    public IReadOnlyList<string> Needs => ["logs.jsonl"];

    public void Apply(IncidentDraft draft)
    {
        var (front, partner) = (draft.Application.Front, draft.Application.Partner);
        var isSlow = draft.Chance(0.4);
        var down = Curves.Step(draft.Onset, draft.Between(1, 3));
        var share = draft.Between(0.3, 0.9);
        partner.Fail(share, down);
        if (isSlow)
        {
            partner.Slow(draft.Between(2_500, 5_000), down);
        }

        draft.Complain(front, isSlow ? Complaint.UpstreamTimeout : Complaint.UpstreamFailed, partner.Node.Name, share * 0.5, down);
        draft.AlarmAtEntry(isSlow && draft.Chance(0.5) ? Signal.Latency : Signal.Errors);
        draft.Cause(partner.Node, "dependency_failure", null, [front.Node.Id, .. draft.Callers(front)]);
    }
}
