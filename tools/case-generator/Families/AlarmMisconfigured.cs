using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;

namespace CauseFlow.CaseGeneration.Families;

/// <summary>The alarm is at fault: a threshold within the usual noise, or missing data that counts as bad.</summary>
internal sealed class AlarmMisconfigured : IFaultFamily
{
    public string Name => "alarm-misconfigured";

    public IReadOnlyList<string> Needs => ["metrics.csv", "state.json"];

    public void Apply(IncidentDraft draft)
    {
        var entry = draft.Application.Entry;
        draft.IsHealthy = true;
        draft.FeltAt = null;
        draft.AlarmAtEntry(Signal.Latency);
        if (draft.Chance(0.5))
        {
            // Just above what the metric usually is: it fires and rests several times an hour.
            draft.EvaluationPeriods = 1;
            draft.Threshold = double.NaN;
            for (var minute = -draft.Between(50, 58); minute < -2; minute += draft.Between(3, 9))
            {
                draft.State(minute, entry.Node, "alarm_transition", ("status", "ALARM"), ("message", "threshold crossed for one period"));
                draft.State(minute + 1.5, entry.Node, "alarm_transition", ("status", "OK"), ("message", "back within one or two periods"));
            }
        }
        else
        {
            draft.TreatMissingData = "breaching";
            draft.IsGap = minute => minute >= draft.Onset;
            draft.State(0, entry.Node, "alarm_transition", ("status", "ALARM"), ("reason", "missing data"),
                ("message", "no data points were received and missing data is treated as breaching"));
        }

        draft.Cause(entry.Node, "alarm_misconfigured", null, $"alarm:{entry.Node.Name}");
    }
}
