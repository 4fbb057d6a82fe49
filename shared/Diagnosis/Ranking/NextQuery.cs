using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Paths;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Ranking;

/// <summary>The one query that would tell most, where the evidence does not suffice: what is missing nearest to the trouble.</summary>
internal static class NextQuery
{
    /// <summary>A sentence; never empty.</summary>
    public static string For(CaseEvidence evidence, SymptomSet symptoms, CoverageGaps gaps)
    {
        if (gaps.Remedies.Count > 0)
        {
            return $"Next best query: what could not be read. {gaps.Remedies[0]}";
        }

        var place = Place(evidence, symptoms);
        if (place is null)
        {
            return "Next best query: the alarm's own metric, which was not among what was read.";
        }

        var needs = evidence.Topology.NumberOf(place) is var number and >= 0 ? evidence.Topology.NeedsOf(number) : [];
        var unmeasured = needs.Select(need => (int?)need).FirstOrDefault(need => !symptoms.Suspects.IsMeasured(need!.Value));
        return !evidence.Logs.Any(pattern => ResourceIdentity.Same(evidence.Topology.OwnerOf(pattern.Resource), place))
                ? $"Next best query: the logs of {place.Name} from {Words.Time(evidence.File.Window.From)} on."
            : unmeasured is { } blind ? $"Next best query: latency and errors of {evidence.Topology[blind].Name}, which {place.Name} needs and nothing measures."
            : needs.Count == 0 ? $"Next best query: traces of slow or failed calls of {place.Name}; it is not known what it needs."
            : $"Next best query: traces of slow or failed calls of {place.Name}; its metrics and logs do not tell where the time goes.";
    }

    /// <summary>The deepest place that is out of order, else the alarm's resource.</summary>
    private static ResourceRef? Place(CaseEvidence evidence, SymptomSet symptoms) =>
        symptoms.Suspects.All.FirstOrDefault(suspect => suspect.Tier == PathTier.Deepest) is { } deepest ? evidence.Topology[deepest.Number] : evidence.Subject;
}
