using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Platforms;

namespace CauseFlow.CaseGeneration.Families;

/// <summary>Requests fail, and none of what would tell why was collected.</summary>
internal sealed class Unknowable : IFaultFamily
{
    public string Name => "unknowable";

    public IReadOnlyList<string> Needs => ["metrics.csv"];

    public void Apply(IncidentDraft draft)
    {
        var app = draft.Application;
        foreach (var part in Application.Parts(app.Front))
        {
            part.Fail(draft.Between(0.2, 0.6), Curves.Step(draft.Onset, 2));
        }

        draft.MissingFiles.UnionWith(["logs.jsonl", "changes.json", "state.json"]);
        draft.Unmeasured.UnionWith(app.Components.Where(component => component != app.Entry));
        draft.AlarmAtEntry(Signal.Errors);
    }
}
