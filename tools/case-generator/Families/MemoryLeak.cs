using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Phrases;
using CauseFlow.CaseGeneration.Platforms;

namespace CauseFlow.CaseGeneration.Families;

/// <summary>Memory grows for hours until instances are killed, start again, and grow again.</summary>
internal sealed class MemoryLeak : IFaultFamily
{
    public string Name => "memory-leak";

    public IReadOnlyList<string> Needs => ["logs.jsonl"];

    public bool Fits(Application application) => application.Front.MetricOf(Signal.Memory) is not null
        || application.Backend.MetricOf(Signal.Memory) is not null;

    public void Apply(IncidentDraft draft)
    {
        var app = draft.Application;
        var target = app.Front.MetricOf(Signal.Memory) is not null && draft.Chance(0.5) || app.Backend.MetricOf(Signal.Memory) is null
            ? app.Front : app.Backend;
        var (from, period) = (draft.Onset - draft.Between(55, 200), draft.Between(5, 9));
        var start = target.Gauges[Signal.Memory](0);
        var again = Curves.Sawtooth(draft.Onset, period);
        target.Gauges[Signal.Memory] = minute => minute < draft.Onset
            ? start + ((97 - start) * Curves.Ramp(from, draft.Onset)(minute))
            : Math.Max(start, start + ((98 - start) * again(minute)));
        var kills = Curves.Pulses(draft.Onset, period, 2);
        target.Shift(Signal.Restarts, 1, Curves.Pulses(draft.Onset, period, 1));
        target.Shift(Signal.Instances, -1, kills);
        draft.Fail(target, Complaint.OutOfMemory, "", draft.Between(0.25, 0.6), kills);
        for (var minute = draft.Onset; minute < 0; minute += period)
        {
            draft.State(minute, target.Node, "instance_stopped", ("status", "STOPPED"), ("reason", "OOMKilled"), ("exitCode", "137"),
                ("message", "Container killed due to memory usage"));
        }

        draft.AlarmAtEntry(Signal.Errors);
        draft.Cause(target.Node, "resource_exhaustion");
    }
}
