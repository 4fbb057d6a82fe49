using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Phrases;
using CauseFlow.CaseGeneration.Platforms;

namespace CauseFlow.CaseGeneration.Families;

/// <summary>The database's disk fills up evenly and is full.</summary>
internal sealed class DiskFull : IFaultFamily
{
    public string Name => "disk-full";

    public IReadOnlyList<string> Needs => ["logs.jsonl"];

    public bool Fits(Application application) => application.Store.MetricOf(Signal.FreeDisk) is not null;

    public void Apply(IncidentDraft draft)
    {
        var (backend, store) = (draft.Application.Backend, draft.Application.Store);
        var usual = store.Gauges[Signal.FreeDisk](0);
        var fill = Curves.Ramp(draft.Onset - draft.Between(40, 500), draft.Onset);
        store.Gauges[Signal.FreeDisk] = minute => usual * (1 - (0.997 * fill(minute)));
        var full = Curves.Step(draft.Onset, 2);
        store.Shift(Signal.DiskLatency, draft.Between(6, 20), full);
        draft.Fail(backend, Complaint.DiskFull, $"{store.Node.Name}/base", draft.Between(0.3, 0.8), full);
        draft.State(draft.Onset, store.Node, "database_event", ("status", "storage-full"), ("reason", "low storage"),
            ("message", "The free storage capacity of the database is low: 0.3 % of its storage is left"));
        draft.AlarmForStore(Signal.Errors, Signal.FreeDisk);
        draft.Cause(store.Node, "resource_exhaustion");
    }
}
