using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Passes;

/// <summary>Makes the case of a pass from the parts that count. Deterministic: lists are sorted, the clock is the evidence's own.</summary>
public static class CaseAssembly
{
    public static CaseFile Build(InvestigationRequested request, PassState state, IEnumerable<FindingsPublished> parts, int revision)
    {
        ArgumentNullException.ThrowIfNull(request);
        List<FindingsPublished> chosen = [.. parts.OrderBy(part => part.IntegrationId, StringComparer.Ordinal)
            .ThenBy(part => part.Region, StringComparer.Ordinal).ThenBy(part => part.Source, StringComparer.Ordinal).ThenBy(part => part.Part)];
        AlarmFact[] requested = request.Alarm is { } alarm ? [alarm] : [];
        return new CaseFile
        {
            TenantId = request.TenantId,
            IncidentId = request.IncidentId,
            InvestigationId = request.InvestigationId,
            Pass = request.Pass,
            Revision = revision,
            Window = request.Window,
            AsOf = chosen.Select(part => part.CollectedAt).Append(request.Window.To).Max(),
            Alarms = Distinct([.. requested, .. chosen.SelectMany(part => part.Alarms ?? [])], fact => $"{fact.Id} {fact.EvidenceId} {fact.StateChangedAt.UtcTicks}"),
            Resources = Distinct(chosen.SelectMany(part => part.Resources ?? []), fact => $"{fact.Provider} {fact.Account} {fact.Region} {fact.Id}"),
            Relations = Distinct(chosen.SelectMany(part => part.Relations ?? []), fact => fact.EvidenceId),
            Metrics = Distinct(chosen.SelectMany(part => part.Metrics ?? []), fact => fact.EvidenceId),
            Logs = Distinct(chosen.SelectMany(part => part.Logs ?? []), fact => fact.EvidenceId),
            States = Distinct(chosen.SelectMany(part => part.States ?? []), fact => fact.EvidenceId),
            Changes = Distinct(chosen.SelectMany(part => part.Changes ?? []), fact => fact.EvidenceId),
            Coverage = [.. chosen.SelectMany(part => part.Coverage.Select(row => row with
            {
                IntegrationId = row.IntegrationId ?? part.IntegrationId,
                Region = row.Region ?? part.Region,
            })).Concat(PassEvaluation.Gaps(state)).OrderBy(row => row.Source, StringComparer.Ordinal)
                .ThenBy(row => row.IntegrationId, StringComparer.Ordinal).ThenBy(row => row.Region, StringComparer.Ordinal)
                .ThenBy(row => row.Api, StringComparer.Ordinal)],
        };
    }

    private static List<T> Distinct<T>(IEnumerable<T> facts, Func<T, string> key) =>
        [.. facts.DistinctBy(key).OrderBy(key, StringComparer.Ordinal)];
}
