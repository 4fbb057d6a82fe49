using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Phrases;

namespace CauseFlow.CaseGeneration.Families;

/// <summary>The cloud maintains the database or the nodes in its window; what runs there is gone for minutes.</summary>
internal sealed class PlatformMaintenance : IFaultFamily
{
    public string Name => "platform-maintenance";

    public bool IsByChange => true;

    public IReadOnlyList<string> Needs => ["changes.json"];

    public void Apply(IncidentDraft draft)
    {
        var app = draft.Application;
        var end = draft.Onset + draft.Between(10, 25);
        var away = Curves.Step(draft.Onset, 2, end);
        if (app.Host is { } host && host.MetricOf(Signal.Instances) is not null)
        {
            var nodes = draft.Change(draft.Onset - draft.Between(0.5, 3), host.Node, ChangeAct.Maintenance, "nodes are upgraded to a new version");
            host.Shift(Signal.Instances, -1, away);
            app.Front.Shift(Signal.Restarts, 2, away);
            draft.Fail(app.Front, Complaint.UpstreamTimeout, app.InternalName, draft.Between(0.2, 0.5), away);
            draft.State(draft.Onset, host.Node, "operation", ("status", "RUNNING"), ("reason", "UPGRADE_NODES"),
                ("message", "the platform replaces the nodes one after the other"));
            draft.AlarmAtEntry(Signal.Errors);
            draft.Cause(host.Node, "platform_maintenance", nodes);
            return;
        }

        if (draft.IsPlayed && app.Front.MetricOf(Signal.CheckFailed) is not null)
        {
            var restart = draft.Change(draft.Onset - draft.Between(0.5, 2), app.Front.Node, ChangeAct.Maintenance, "host maintenance");
            app.Front.Shift(Signal.CheckFailed, 1, away);
            app.Front.ExtraCpu = app.Front.ExtraCpu.Plus(away.Times(-app.Front.BaseCpu));
            draft.State(draft.Onset, app.Front.Node, "maintenance", ("status", "unavailable"), ("reason", "planned maintenance"),
                ("message", "the machine is restarted for planned maintenance of its host"));
            draft.Alarm(app.Front, Signal.CheckFailed);
            draft.Cause(app.Front.Node, "platform_maintenance", restart);
            return;
        }

        var change = draft.Change(draft.Onset - draft.Between(0.5, 2), app.Store.Node, ChangeAct.Maintenance, "engine patch in the maintenance window");
        app.Store.Fail(0.85, away);
        app.Store.Shift(Signal.Connections, -0.95 * app.Store.Gauges[Signal.Connections](0), away);
        draft.Complain(app.Backend, Complaint.DatabaseGone, app.Store.Node.Name, 0.7, away);
        draft.State(draft.Onset, app.Store.Node, "maintenance", ("status", "maintenance"), ("reason", "engine patch"),
            ("message", "Off-line patches are being applied to the database"));
        draft.AlarmForStore(Signal.Errors, Signal.Connections);
        draft.Cause(app.Store.Node, "platform_maintenance", change);
    }
}
