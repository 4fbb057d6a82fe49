namespace CauseFlow.Dashboard.Incidents;

/// <summary>
/// Numbers the facts of a case in the order in which a reader meets them: what the first cause rests on, what speaks against it, the
/// other hypotheses, then everything else on the page.
/// </summary>
internal sealed class Citations
{
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);

    public Citations(OpenCase open)
    {
        foreach (var id in open.Causes.SelectMany(cause => EvidenceText.Ids(cause.Explanation)
                .Concat(cause.Supporting).Concat(cause.Refuting))
            .Concat(open.RuledOut.SelectMany(hypothesis => hypothesis.Evidence))
            .Concat(open.Facts is { } facts ? Facts(facts) : []))
        {
            numbers.TryAdd(id, numbers.Count + 1);
        }
    }

    /// <summary>The number; null for what is not on the page.</summary>
    public int? Of(string id) => numbers.TryGetValue(id, out var number) ? number : null;

    private static IEnumerable<string> Facts(FactSheet facts) => facts.Changes.Select(change => change.EvidenceId)
        .Concat(facts.Metrics.Select(series => series.EvidenceId)).Concat(facts.Logs.Select(pattern => pattern.EvidenceId))
        .Concat(facts.States.Select(state => state.EvidenceId));
}
