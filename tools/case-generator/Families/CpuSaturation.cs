using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Platforms;

namespace CauseFlow.CaseGeneration.Families;

/// <summary>Work that nobody asked for takes the CPU; requests wait, few fail.</summary>
internal sealed class CpuSaturation : IFaultFamily
{
    public string Name => "cpu-saturation";

    public IReadOnlyList<string> Needs => ["metrics.csv"];

    public bool Fits(Application application) => application.Backend.MetricOf(Signal.Cpu) is not null
        || application.Host?.MetricOf(Signal.Cpu) is not null || application.Front.MetricOf(Signal.Cpu) is not null;

    public void Apply(IncidentDraft draft)
    {
        var app = draft.Application;

        // Nobody watches a database of Google's in what is played: the product does not read one by itself.
        Component[] choices = draft.IsPlayed && app.Provider == CloudWords.Google ? [app.Front] : [app.Backend, app.Front, app.Store];
        var able = choices.Where(choice => choice.MetricOf(Signal.Cpu) is not null && choice.Replicas.Count == 0).ToArray();
        var target = able.Length > 0 ? draft.Names.Pick(able) : app.Front;
        var extra = Curves.Step(draft.Onset, draft.Between(1, 4));
        foreach (var part in Application.Parts(target))
        {
            part.ExtraCpu = part.ExtraCpu.Plus(extra.Times(draft.Between(70, 90)));
            part.Slow(draft.Between(60, 260), extra);
        }

        if (ReferenceEquals(target, app.Front) && app.Host is { } host)
        {
            host.ExtraCpu = host.ExtraCpu.Plus(extra.Times(60));
        }

        draft.Logs.Add(new LogWriter
        {
            Node = Application.Parts(ReferenceEquals(target, app.Store) ? app.Backend : target)[0].LogNode, Level = "WARN", Rate = extra.Times(draft.Size.ComplaintLines),
            Lines =
            [
                ReferenceEquals(target, app.Store)
                    ? $"WARN query of {app.Store.Node.Name} took {{int:2000:9800}} ms, {{int:100000:9000000}} rows examined"
                    : "WARN event loop blocked for {int:900:4800} ms while serving request {uuid}",
            ],
        });
        if (ReferenceEquals(target, app.Store))
        {
            draft.AlarmForStore(Signal.Latency, Signal.Cpu);
        }
        else
        {
            draft.AlarmAtEntry(Signal.Latency);
        }

        string[] aliases = app.Host is { } carrier && ReferenceEquals(target, app.Front) ? [carrier.Node.Id]
            : [.. target.Replicas.Select(replica => replica.Node.Id)];
        draft.Cause(target.Node, "resource_exhaustion", null, aliases);
    }
}
