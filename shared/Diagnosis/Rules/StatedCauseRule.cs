using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>
/// What a platform says in words about a resource: pods, deployments, nodes, databases' events. Where the rule of a kind reads the same
/// state, that tells it better, and <see cref="Suspects.Agreement"/> drops this.
/// Score = that of the words + 0.4 if they were first said in the incident window (or the hour before it; − 5 if they are
/// older and not said of the present) + 0.3 if several facts say so + 0.2 if the alarm's metric is reproduced − 1.2 off the path.
/// </summary>
public sealed class StatedCauseRule : IRule
{
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    public const string Signal = "stated_cause";

    private static readonly string[] WordFields = ["reason", "message", "status", "state", "phase", "code", "event", "detail", "description", "text"];

    public RuleFindings Apply(CaseEvidence evidence, SymptomSet symptoms)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(symptoms);
        var stated = evidence.States.Where(state => !state.Conditions.Any(condition => condition.Type.Contains("alarm", StringComparison.OrdinalIgnoreCase)))
            .Select(state => (state.Resource, Text: TextOf(state), At: SinceOf(state), Id: state.EvidenceId))
            .Concat(evidence.Changes.Where(change => change.Kind == ChangeKind.Lifecycle && !IsOfCloud(change.Resource.Kind))
                .Select(change => (change.Resource, Text: change.Summary, At: change.Time.OccurredAt, Id: change.EvidenceId)));
        var groups = stated.Where(fact => fact.At < evidence.File.Window.To)
            .Select(fact => (fact.Resource, fact.Text, fact.At, fact.Id, Trouble: StatedTrouble.Of(fact.Text)))
            .Where(fact => fact.Trouble is not null && !(fact.Trouble.Category == CauseCategory.PlatformMaintenance && IsOfCluster(fact.Resource.Kind)))
            .GroupBy(fact => (Number: evidence.Topology.NumberOf(fact.Resource), fact.Trouble!.Category, fact.Trouble.Text))
            .OrderBy(group => group.Key.Number).ThenBy(group => group.Key.Text, StringComparer.Ordinal);
        return new([.. groups.Select(group => Propose([.. group.OrderBy(fact => fact.At).ThenBy(fact => fact.Id, StringComparer.Ordinal)
            .Select(fact => new Fact(fact.Resource, fact.Text, fact.At, fact.Id, fact.Trouble!))], evidence, symptoms))], []);
    }

    /// <summary>Whether an upgrade of these does harm, the rule of node upgrades judges.</summary>
    private static bool IsOfCluster(string kind) =>
        kind.StartsWith("azure.aks.", StringComparison.Ordinal) || kind.StartsWith("gcp.gke.", StringComparison.Ordinal);

    /// <summary>What happened to these, their own rules and that of changes tell.</summary>
    private static bool IsOfCloud(string kind) =>
        kind.StartsWith("azure.", StringComparison.Ordinal) || kind.StartsWith("gcp.", StringComparison.Ordinal)
        || (kind.StartsWith("aws.", StringComparison.Ordinal) && kind != ResourceKinds.RdsInstance);

    private static Hypothesis Propose(IReadOnlyList<Fact> facts, CaseEvidence evidence, SymptomSet symptoms)
    {
        var (first, last, trouble) = (facts[0], facts[^1], facts[0].Trouble);
        var resource = evidence.Topology.OwnerOf(first.Resource);
        var onPath = evidence.Relations.Count == 0 || symptoms.IsOnPath(evidence, resource);
        var isRecent = last.At >= evidence.File.Window.From - Recent;
        return new()
        {
            Resource = resource,
            Category = trouble.Category,
            Signal = Signal,
            Summary = $"{resource.Name}: {trouble.Text} ({Words.Shorten(last.Text)})",
            Score = trouble.Score + (isRecent ? 0.4 : -5) + (facts.Count > 1 ? 0.3 : 0) + (symptoms.AlarmReproduced ? 0.2 : 0) - (onPath ? 0 : 1.2),
            For = [.. facts.TakeLast(3).Select(fact => $"\"{Words.Shorten(fact.Text)}\" was said of {resource.Name} at {Words.Time(fact.At)} [{fact.Id}]")],
            Against =
            [
                .. trouble.Category == CauseCategory.Unknown ? new[] { "that tells where, not why" } : [],
                .. isRecent ? [] : new[] { $"it was last said {Words.Span(evidence.File.Window.From - last.At)} before the incident" },
                .. onPath ? [] : new[] { "no known relation leads from the alarmed resource to it" },
            ],
            Supporting = [.. facts.TakeLast(3).Select(fact => fact.Id), .. symptoms.AlarmReproduced ? [symptoms.AlarmSeries!.Series.EvidenceId] : Array.Empty<string>()],
        };
    }

    /// <summary>The vendor's word, its conditions, and such attributes as hold words.</summary>
    private static string TextOf(ResourceState state) => string.Join(' ',
        state.Conditions.Select(condition => $"{condition.Reason} {condition.Message}")
            .Concat(state.Attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Where(pair => IsWord(pair.Key)).Select(pair => Told(pair.Key, pair.Value)))
            .Prepend(state.NativeStatus).Where(text => !string.IsNullOrWhiteSpace(text)).Distinct(StringComparer.Ordinal)).Trim();

    private static bool IsWord(string field) => Array.Exists(WordFields, word => FieldName.Plain(field).EndsWith(word, StringComparison.Ordinal));

    /// <summary>A number means nothing without its name.</summary>
    private static string Told(string field, string value) => value.Length <= 5 ? $"{FieldName.Plain(field)}={value}" : value;

    private static DateTimeOffset SinceOf(ResourceState state) =>
        state.Conditions.Select(condition => condition.Since).OfType<DateTimeOffset>().DefaultIfEmpty(state.ObservedAt).Max();

    private sealed record Fact(ResourceRef Resource, string Text, DateTimeOffset At, string Id, StatedTrouble Trouble);
}
