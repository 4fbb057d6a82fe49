using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Phrases;
using CauseFlow.CaseGeneration.Platforms;

namespace CauseFlow.CaseGeneration.Families;

/// <summary>Connections to the database pile up until there are none left.</summary>
internal sealed class ConnectionExhaustion : IFaultFamily
{
    public string Name => "connection-exhaustion";

    public IReadOnlyList<string> Needs => ["logs.jsonl"];

    public bool Fits(Application application) => application.Store.MetricOf(Signal.Connections) is not null;

    public void Apply(IncidentDraft draft)
    {
        var (backend, store) = (draft.Application.Backend, draft.Application.Store);
        var usual = store.Gauges[Signal.Connections](0);
        var limit = Math.Round(usual * draft.Between(3, 6) / 10) * 10;
        var climb = Curves.Ramp(draft.Onset - draft.Between(4, 25), draft.Onset);
        store.Gauges[Signal.Connections] = minute => Math.Min(limit, usual + ((limit - usual) * climb(minute)));
        var full = Curves.Step(draft.Onset, 2);
        var complaint = draft.Chance(0.5) ? Complaint.TooManyConnections : Complaint.PoolTimeout;
        draft.Fail(backend, complaint, store.Node.Name, draft.Between(0.3, 0.8), full);
        backend.Slow(draft.Between(800, 4_000), full);
        draft.AlarmForStore(draft.Chance(0.6) ? Signal.Errors : Signal.Latency, Signal.Connections);
        draft.Cause(store.Node, "resource_exhaustion", null, backend.Node.Id);
    }
}
