using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Passes;

/// <summary>What one pass adds to the case: the parts that count, and what is missing.</summary>
public sealed record PassFindings(
    InvestigationRequested Request, IReadOnlyList<FindingsPublished> Parts, IReadOnlyList<Coverage> Gaps);

/// <summary>
/// Makes the case of an investigation from the parts of all its passes that count. Deterministic: lists are sorted, the
/// clock is the evidence's own.
/// </summary>
public static class CaseAssembly
{
    /// <param name="passes">In their order; at least the first.</param>
    /// <param name="alarms">The incident's alarms as they fired, that of the request included or not.</param>
    /// <param name="revision">Of the verdict that the case is for.</param>
    public static CaseFile Build(IReadOnlyList<PassFindings> passes, IEnumerable<AlarmFact> alarms, int revision)
    {
        ArgumentNullException.ThrowIfNull(passes);
        ArgumentNullException.ThrowIfNull(alarms);
        var request = passes[0].Request;

        // The latest pass first: where two passes have read the same fact, the later reading stands.
        List<FindingsPublished> chosen = [.. passes.Reverse().SelectMany(pass => Ordered(pass.Parts))];
        AlarmFact[] requested = request.Alarm is { } alarm ? [alarm] : [];
        var fired = alarms.Where(fact => fact.StateChangedAt <= request.Window.To);
        return new CaseFile
        {
            TenantId = request.TenantId,
            IncidentId = request.IncidentId,
            InvestigationId = request.InvestigationId,
            Pass = passes[^1].Request.Pass,
            Revision = revision,
            Window = request.Window,
            AsOf = chosen.Select(part => part.CollectedAt).Append(request.Window.To).Max(),
            Alarms = Distinct([.. requested, .. fired, .. chosen.SelectMany(part => part.Alarms ?? [])],
                fact => $"{fact.Id} {fact.EvidenceId} {fact.StateChangedAt.UtcTicks}"),
            Resources = Distinct(chosen.SelectMany(part => part.Resources ?? []),
                fact => $"{fact.Provider} {fact.Account} {fact.Region} {fact.Id}"),
            Relations = Distinct(chosen.SelectMany(part => part.Relations ?? []), fact => fact.EvidenceId),
            Metrics = Distinct(chosen.SelectMany(part => part.Metrics ?? []), fact => fact.EvidenceId),
            Logs = Distinct(chosen.SelectMany(part => part.Logs ?? []), fact => fact.EvidenceId),
            States = Distinct(chosen.SelectMany(part => part.States ?? []), fact => fact.EvidenceId),
            Changes = Distinct(chosen.SelectMany(part => part.Changes ?? []), fact => fact.EvidenceId),
            Coverage = CoverageOf(passes),
        };
    }

    /// <summary>
    /// A follow-up speaks for the sources that it was asked for, and where nobody has spoken yet; of all else the
    /// earlier pass's word stands.
    /// </summary>
    private static List<Coverage> CoverageOf(IReadOnlyList<PassFindings> passes)
    {
        var rows = new Dictionary<(string? IntegrationId, string? Region, string Source), List<Coverage>>();
        foreach (var pass in passes)
        {
            foreach (var group in CoverageOf(pass).GroupBy(row => (row.IntegrationId, row.Region, row.Source)))
            {
                if (pass.Request.Sources?.Contains(group.Key.Source) == true || !rows.ContainsKey(group.Key))
                {
                    rows[group.Key] = [.. group];
                }
            }
        }

        return [.. rows.Values.SelectMany(group => group).OrderBy(row => row.Source, StringComparer.Ordinal)
            .ThenBy(row => row.IntegrationId, StringComparer.Ordinal).ThenBy(row => row.Region, StringComparer.Ordinal)
            .ThenBy(row => row.Api, StringComparer.Ordinal)];
    }

    private static IEnumerable<Coverage> CoverageOf(PassFindings pass) =>
        Ordered(pass.Parts).SelectMany(part => part.Coverage.Select(row => row with
        {
            IntegrationId = row.IntegrationId ?? part.IntegrationId,
            Region = row.Region ?? part.Region,
        }))

        // A follow-up that could not be made takes nothing away from what the first pass has shown.
        .Concat(pass.Request.Pass == 1 ? pass.Gaps : pass.Gaps.Select(gap => gap with { Mandatory = false }));

    private static IEnumerable<FindingsPublished> Ordered(IEnumerable<FindingsPublished> parts) =>
        parts.OrderBy(part => part.IntegrationId, StringComparer.Ordinal)
            .ThenBy(part => part.Region, StringComparer.Ordinal)
            .ThenBy(part => part.Source, StringComparer.Ordinal).ThenBy(part => part.Part);

    private static List<T> Distinct<T>(IEnumerable<T> facts, Func<T, string> key) =>
        [.. facts.DistinctBy(key).OrderBy(key, StringComparer.Ordinal)];
}
