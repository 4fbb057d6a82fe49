using CauseFlow.CaseGeneration.Families;
using CauseFlow.CaseGeneration.Incidents;

namespace CauseFlow.CaseGeneration.Decoys;

/// <summary>Half a dozen other alarms fire in the minutes after: consequences, all of them.</summary>
internal sealed class AlarmStorm : IDecoy
{
    public string Name => "alarm-storm";

    public double Share => 0.2;

    public bool Fits(IncidentDraft draft, IFaultFamily family) => !draft.IsHealthy && !draft.MissingFiles.Contains("state.json");

    public void Lay(IncidentDraft draft, IFaultFamily family)
    {
        var components = draft.Application.Components;
        var count = draft.Random.NextBetween(4, 8);
        for (var i = 0; i < count; i++)
        {
            var component = draft.Names.Pick(components);
            draft.State(draft.Between(-1, 4), component.Node, "alarm_transition", ("status", "ALARM"),
                ("message", $"{component.Node.Name}: {draft.Names.Pick(["latency", "errors", "saturation", "availability"])} above threshold"));
        }
    }
}
