using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Platforms;

namespace CauseFlow.CaseGeneration.Families;

/// <summary>Many times the usual requests come in; everything on their way is busy.</summary>
internal sealed class TrafficSpike : IFaultFamily
{
    public string Name => "traffic-spike";

    public IReadOnlyList<string> Needs => ["metrics.csv"];

    public void Apply(IncidentDraft draft)
    {
        var app = draft.Application;
        var rise = Curves.Step(draft.Onset, draft.Between(1, 5));
        var factor = draft.Between(3, 7);
        var usual = app.Entry.OwnTraffic;
        app.Entry.OwnTraffic = minute => usual(minute) * (1 + ((factor - 1) * rise(minute)));
        foreach (var part in Application.Parts(app.Front))
        {
            part.Slow(draft.Between(150, 700), rise);
            part.Fail(draft.Between(0.01, 0.06), rise);
        }

        if (app.Host is { } host)
        {
            host.ExtraCpu = host.ExtraCpu.Plus(rise.Times(55));
        }

        app.Front.Shift(Signal.QueueDepth, 90, rise);
        draft.AlarmAtEntry(draft.Chance(0.7) ? Signal.Latency : Signal.Requests);
        draft.Cause(app.Entry.Node, "traffic_change", null, app.Front.Node.Id);
    }
}
