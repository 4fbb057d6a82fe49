using CauseFlow.CaseGeneration.Families;
using CauseFlow.CaseGeneration.Incidents;

namespace CauseFlow.CaseGeneration.Decoys;

/// <summary>Nine changes that did nothing beside the one that did, or ten where none did.</summary>
internal sealed class ManyChanges : IDecoy
{
    public string Name => "many-changes";

    public double Share => 0.45;

    public bool Fits(IncidentDraft draft, IFaultFamily family) => !draft.MissingFiles.Contains("changes.json");

    public void Lay(IncidentDraft draft, IFaultFamily family)
    {
        var count = family.IsByChange ? 9 : 10;
        for (var i = 0; i < count; i++)
        {
            draft.Forbidden.Add(Innocent(draft, i).Id);
        }
    }

    /// <summary>On the path only long before or after the onset; elsewhere, and of a harmless kind, at any time.</summary>
    private static ChangeEvent Innocent(IncidentDraft draft, int number)
    {
        var app = draft.Application;
        var near = draft.Onset - draft.Between(0.5, 25);
        return (number % 5) switch
        {
            0 => draft.Change(near, app.Neighbour.Node, ChangeAct.Deploy),
            1 => draft.Change(near, draft.Names.Pick([app.Front, app.Backend]).Node, ChangeAct.Tag),
            2 => draft.Change(draft.Onset - draft.Between(240, 2_800), draft.Names.Pick([app.Front, app.Backend]).Node, ChangeAct.Deploy),
            3 => draft.Change(draft.Onset - draft.Between(180, 1_900), app.Backend.Node, ChangeAct.Configure, "LOG_LEVEL"),
            _ => draft.Change(near, app.Neighbour.Node, ChangeAct.Configure, "CACHE_SECONDS"),
        };
    }
}
