using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;

namespace CauseFlow.CaseGeneration.Families;

/// <summary>One minute stood out and was over before anybody looked.</summary>
internal sealed class NothingWrong : IFaultFamily
{
    public string Name => "nothing-wrong";

    public IReadOnlyList<string> Needs => ["metrics.csv"];

    public void Apply(IncidentDraft draft)
    {
        draft.IsHealthy = true;
        draft.FeltAt = null;
        draft.EvaluationPeriods = 1;
        var spike = Curves.Step(-2, 1, -1);
        if (draft.Chance(0.5))
        {
            draft.Application.Entry.Slow(draft.Between(250, 600), spike);
            draft.AlarmAtEntry(Signal.Latency);
        }
        else
        {
            draft.Application.Entry.Fail(0.01, spike);
            draft.AlarmAtEntry(Signal.Errors);
        }
    }
}
