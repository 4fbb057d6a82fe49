using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Phrases;
using CauseFlow.CaseGeneration.Platforms;

namespace CauseFlow.CaseGeneration.Families;

/// <summary>A rule of who may connect is taken away; every call to the database hangs until it gives up.</summary>
internal sealed class NetworkChange : IFaultFamily
{
    public string Name => "network-change";

    public bool IsByChange => true;

    public IReadOnlyList<string> Needs => ["logs.jsonl", "changes.json"];

    public void Apply(IncidentDraft draft)
    {
        var app = draft.Application;
        var change = draft.Change(draft.Onset - draft.Between(0.2, 2), app.Firewall, ChangeAct.Network, "tcp 5432 from the application");
        var cut = Curves.Step(draft.Onset, 2);
        var host = app.Store.Node.Aliases is [var known, ..] ? known : app.Store.Node.Name;
        draft.Fail(app.Backend, Complaint.ConnectTimeout, host, draft.Between(0.75, 0.98), cut);
        foreach (var part in Application.Parts(app.Backend))
        {
            part.Slow(draft.Between(3_000, 10_000), cut);
        }

        var usual = app.Store.Gauges[Signal.Connections](0);
        app.Store.Shift(Signal.Connections, -0.85 * usual, Curves.Step(draft.Onset, 4));
        draft.AlarmAtEntry(draft.Chance(0.7) ? Signal.Errors : Signal.Latency);
        draft.Cause(app.Firewall, "bad_configuration", change);
    }
}
