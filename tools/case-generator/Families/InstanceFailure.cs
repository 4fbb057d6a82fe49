using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Phrases;

namespace CauseFlow.CaseGeneration.Families;

/// <summary>The machine below an instance fails; its siblings go on. Where there are no machines it is the database that fails over.</summary>
internal sealed class InstanceFailure : IFaultFamily
{
    public string Name => "instance-failure";

    public IReadOnlyList<string> Needs => ["state.json"];

    public void Apply(IncidentDraft draft)
    {
        if (draft.Application.Front.Replicas.Count > 0)
        {
            FailInstance(draft);
        }
        else if (draft.Application.Front.MetricOf(Signal.CheckFailed) is not null)
        {
            FailAlone(draft);
        }
        else
        {
            FailOver(draft);
        }
    }

    private static void FailInstance(IncidentDraft draft)
    {
        var app = draft.Application;
        var broken = draft.Names.Pick(app.Front.Replicas);
        var down = Curves.Step(draft.Onset, 1);
        broken.Fail(0.95, down);
        broken.Shift(Signal.CheckFailed, 1, down);
        var (cpu, usual) = (broken.ExtraCpu, broken.BaseCpu);
        broken.ExtraCpu = cpu.Plus(down.Times(-usual));
        broken.Gauges[Signal.Network] = broken.Gauges[Signal.Network].Times(minute => 1 - (0.98 * down(minute)));
        app.Entry.Shift(Signal.Unhealthy, 1, Curves.Step(draft.Onset + 1));
        app.Entry.Shift(Signal.ConnectionErrors, app.Entry.UsualTraffic / app.Front.Replicas.Count * 0.8, down);
        draft.State(draft.Onset, broken.Node, "status_check", ("status", "impaired"), ("reason", "system status check failed"),
            ("message", "the host of the instance has a hardware problem"));
        draft.State(draft.Onset + 1, broken.Node, "target_health", ("status", "unhealthy"), ("reason", "Target.Timeout"),
            ("message", "Request timed out"));
        draft.AlarmAtEntry(Signal.Errors);
        draft.Cause(broken.Node, "infrastructure_failure");
        draft.Forbidden.AddRange(app.Front.Replicas.Where(replica => replica != broken).Select(replica => replica.Node.Id));
    }

    /// <summary>The only instance there is.</summary>
    private static void FailAlone(IncidentDraft draft)
    {
        var broken = draft.Application.Front;
        var down = Curves.Step(draft.Onset, 1);
        broken.Fail(0.95, down);
        broken.Shift(Signal.CheckFailed, 1, down);
        broken.ExtraCpu = broken.ExtraCpu.Plus(down.Times(-broken.BaseCpu));
        broken.Gauges[Signal.Network] = broken.Gauges[Signal.Network].Times(minute => 1 - (0.98 * down(minute)));
        draft.State(draft.Onset, broken.Node, "status_check", ("status", "unavailable"), ("reason", "host failure"),
            ("message", "the host of the instance has a hardware problem"));
        draft.Alarm(broken, Signal.CheckFailed);
        draft.Cause(broken.Node, "infrastructure_failure");
    }

    private static void FailOver(IncidentDraft draft)
    {
        var (backend, store) = (draft.Application.Backend, draft.Application.Store);
        var gone = Curves.Step(draft.Onset, 1, draft.Onset + draft.Between(7, 16));
        store.Fail(0.9, gone);
        store.Shift(Signal.Connections, -0.9 * store.Gauges[Signal.Connections](0), gone);
        draft.Complain(backend, Complaint.DatabaseGone, store.Node.Name, 0.8, gone);
        draft.State(draft.Onset, store.Node, "database_event", ("status", "failing-over"), ("reason", "failover"),
            ("message", "A failover was started because the underlying host failed"));
        draft.AlarmForStore(Signal.Errors, Signal.Connections);
        draft.Cause(store.Node, "infrastructure_failure");
    }
}
