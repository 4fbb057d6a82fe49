using CauseFlow.Diagnosis.Rules;

namespace CauseFlow.Diagnosis.Ranking;

/// <summary>
/// What a change explains is not a second cause beside it: a hypothesis all of whose log and metric facts the best
/// change explains loses 2 log-odds and says why. So the change ranks above the exhausted limit that it brought about.
/// </summary>
internal static class Consequences
{
    private const double Penalty = 2;

    public static IReadOnlyList<Hypothesis> Demote(IReadOnlyList<Hypothesis> hypotheses)
    {
        var root = hypotheses.Where(hypothesis => (hypothesis.ChangeId is not null && hypothesis.HasMechanism) || hypothesis.Signal == TrafficSurgeRule.Signal)
            .OrderByDescending(hypothesis => hypothesis.Score).ThenBy(hypothesis => hypothesis.ChangeId, StringComparer.Ordinal)
            .FirstOrDefault();
        return root is null ? hypotheses : [.. hypotheses.Select(hypothesis => Demote(hypothesis, root))];
    }

    private static Hypothesis Demote(Hypothesis hypothesis, Hypothesis root)
    {
        if (ReferenceEquals(hypothesis, root) || hypothesis.ChangeId is not null || !hypothesis.Supporting.Any(root.Explains.Contains))
        {
            return hypothesis;
        }

        return hypothesis with
        {
            Score = hypothesis.Score - Penalty,
            Against = [root.ChangeId is null ? "more work than before explains it, so it is a consequence"
                : $"the change {root.ChangeId} explains it, so it is a consequence", .. hypothesis.Against],
            Refuting = [root.ChangeId ?? root.Supporting[0], .. hypothesis.Refuting],
        };
    }
}
