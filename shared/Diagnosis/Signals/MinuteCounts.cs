using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Signals;

/// <summary>Lines of a pattern before and since the onset, and minute by minute in the baseline.</summary>
internal sealed record MinuteCounts(IReadOnlyList<double> Baseline, double Before, double After)
{
    /// <summary>
    /// The incident window begins before the incident: its quiet minutes are baseline too. Minutes that the onset's interval
    /// touches are in neither, so an onset that is a minute wrong changes little. Without an onset the whole window counts as the incident.
    /// </summary>
    public static MinuteCounts Of(LogPattern pattern, InvestigationWindow window, OnsetInterval? onset)
    {
        List<double> baseline = [.. pattern.BaselineCountsPerMinute.Select(count => (double)count)];
        var after = 0.0;
        for (var i = 0; i < pattern.IncidentCountsPerMinute.Count; i++)
        {
            var start = window.From.AddMinutes(i);
            if (onset is not null && start.AddMinutes(1) <= onset.Earliest)
            {
                baseline.Add(pattern.IncidentCountsPerMinute[i]);
            }
            else if (onset is null || start.AddMinutes(1) > onset.Latest)
            {
                after += pattern.IncidentCountsPerMinute[i];
            }
        }

        return new(baseline, baseline.Sum(), after);
    }

    public static IReadOnlyList<double> Add(IEnumerable<IReadOnlyList<double>> counts)
    {
        var sums = new List<double>();
        foreach (var minutes in counts)
        {
            for (var i = 0; i < minutes.Count; i++)
            {
                if (i == sums.Count)
                {
                    sums.Add(0);
                }

                sums[i] += minutes[i];
            }
        }

        return sums;
    }
}
