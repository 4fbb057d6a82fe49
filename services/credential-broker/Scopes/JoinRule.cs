using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Leases;

namespace CauseFlow.CredentialBroker.Scopes;

/// <summary>
/// Which integrations take part in an investigation. The alarm's own account always does, and what somebody asked for by its
/// id. Unless somebody asked, others of the same tenant join through a link, the same service or the same environment; one
/// step, never a chain of links, and never an integration of another tenant.
/// </summary>
public static class JoinRule
{
    /// <summary>Integrations that join through something; each costs calls in a customer's account.</summary>
    public const int MaxJoined = 10;

    private static readonly StringComparer Words = StringComparer.OrdinalIgnoreCase;
    private static readonly string[] ServiceTags = ["service", "app", "application"];
    private static readonly string[] EnvironmentTags = ["environment", "env", "stage"];

    /// <param name="request">What is asked for.</param>
    /// <param name="accounts">The accounts that alarm and named resources lie in.</param>
    /// <param name="candidates">Connected integrations, of whomever.</param>
    public static IReadOnlyList<Join> Choose(
        InvestigationRequested request, IReadOnlyCollection<CloudAccount> accounts, IEnumerable<JoinCandidate> candidates)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(accounts);
        var mine = candidates.Where(x => x.TenantId == request.TenantId).OrderBy(x => x.Id, StringComparer.Ordinal).ToList();
        var own = mine.Where(x => x.Accounts.Any(accounts.Contains)).ToList();
        var subject = Subject.Of(request.Alarm, own);
        var joins = own.ConvertAll(x => new Join(x.Id, JoinReason.OwnAccount, null, subject.Service));
        var others = mine.Except(own).ToList();
        if (request.Scope?.IntegrationIds is { Count: > 0 } asked)
        {
            return [.. joins, .. others.Where(x => asked.Contains(x.Id))
                .Select(x => new Join(x.Id, JoinReason.AskedFor, null, subject.Service))];
        }

        return
        [
            .. joins,
            .. others.Select(other => JoinOf(other, own, subject)).OfType<Join>()
                .OrderBy(x => x.Reason).ThenBy(x => x.IntegrationId, StringComparer.Ordinal).Take(MaxJoined),
        ];
    }

    private static Join? JoinOf(JoinCandidate other, List<JoinCandidate> own, Subject subject)
    {
        if (own.Find(x => x.Links.Contains(other.Id) || other.Links.Contains(x.Id)) is { } linked)
        {
            return new Join(other.Id, JoinReason.Linked, linked.Name, subject.Service);
        }

        // Only a cloud's alarm, or a resource of one, is something to widen; and a tag that both sides have and that differs
        // keeps them apart: checkout in staging is not part of an incident of checkout in production.
        if (own.Count == 0 || Differ(subject.Services, other.Services) || Differ(subject.Environments, other.Environments))
        {
            return null;
        }

        return Common(subject.Services, other.Services) is { } service
            ? new Join(other.Id, JoinReason.SameService, service, service)
            : Common(subject.Environments, other.Environments) is { } environment
                ? new Join(other.Id, JoinReason.SameEnvironment, environment, subject.Service)
                : null;
    }

    private static string? Common(IReadOnlyList<string> left, IReadOnlyList<string> right) =>
        left.FirstOrDefault(x => right.Contains(x, Words));

    private static bool Differ(IReadOnlyList<string> left, IReadOnlyList<string> right) =>
        left.Count > 0 && right.Count > 0 && Common(left, right) is null;

    /// <summary>
    /// What the alarm is about: its own words, and where it has none those of the integration that it lies in.
    /// </summary>
    private sealed record Subject(IReadOnlyList<string> Services, IReadOnlyList<string> Environments)
    {
        /// <summary>Only when there is one: of several nobody knows which is meant.</summary>
        public string? Service => Services is [var one] ? one : null;

        public static Subject Of(AlarmFact? alarm, List<JoinCandidate> own) => new(
            Named(alarm?.Service, alarm, ServiceTags) is { } service ? [service] : Of(own, x => x.Services),
            Named(alarm?.Environment, alarm, EnvironmentTags) is { } environment ? [environment] : Of(own, x => x.Environments));

        private static string? Named(string? word, AlarmFact? alarm, string[] tags) =>
            !string.IsNullOrWhiteSpace(word) ? word.Trim()
            : tags.Select(tag => alarm?.Tags?.FirstOrDefault(x => Words.Equals(x.Key, tag)).Value)
                .FirstOrDefault(x => !string.IsNullOrWhiteSpace(x))?.Trim();

        private static List<string> Of(List<JoinCandidate> own, Func<JoinCandidate, IReadOnlyList<string>> tags) =>
            [.. own.SelectMany(tags).Distinct(Words)];
    }
}
