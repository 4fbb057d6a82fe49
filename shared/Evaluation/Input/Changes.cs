using CauseFlow.Collection;
using CauseFlow.Collection.Redaction;
using CauseFlow.Contracts;
using CauseFlow.Evaluation.Results;

namespace CauseFlow.Evaluation.Input;

/// <summary><c>changes.json</c>: [{id,ts,resource,kind,actor,summary}].</summary>
internal static class Changes
{
    public const string FileName = "changes.json";

    /// <summary>The audit logs of all three clouds give whole seconds.</summary>
    private const double UncertaintySeconds = 1;

    private static readonly (string Part, ChangeKind Kind)[] Kinds =
    [
        ("maint", ChangeKind.Maintenance), ("patch", ChangeKind.Maintenance),
        ("deploy", ChangeKind.Deployment), ("release", ChangeKind.Deployment), ("rollout", ChangeKind.Deployment), ("image", ChangeKind.Deployment),
        ("scal", ChangeKind.Scaling), ("capacity", ChangeKind.Scaling), ("resize", ChangeKind.Scaling),
        ("iam", ChangeKind.Identity), ("identity", ChangeKind.Identity), ("permission", ChangeKind.Identity), ("role", ChangeKind.Identity),
        ("policy", ChangeKind.Identity), ("credential", ChangeKind.Identity), ("secret", ChangeKind.Identity),
        ("config", ChangeKind.Configuration), ("param", ChangeKind.Configuration), ("setting", ChangeKind.Configuration),
        ("flag", ChangeKind.Configuration), ("network", ChangeKind.Configuration), ("route", ChangeKind.Configuration),
    ];

    public static List<Change> Read(string folder, CaseResources resources, EvidenceIds ids, EvidenceSources sources, DateTimeOffset asOf)
    {
        using var document = JsonFile.Open(folder, FileName);
        var redactor = new Redactor();
        var changes = new Dictionary<string, Change>(StringComparer.Ordinal);
        foreach (var (row, element) in JsonFile.Rows(document, FileName))
        {
            var time = JsonFile.RequiredTime(element, "ts", FileName, row);
            var resource = resources.Resolve(JsonFile.RequiredText(element, "resource", FileName, row));
            var kind = JsonFile.Text(element, "kind") ?? "";
            var summary = redactor.Redact(JsonFile.Text(element, "summary") ?? kind);
            var id = JsonFile.Text(element, "id");
            var evidenceId = ids.For("change", id, resource.Id, time.UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture), kind, summary);
            var change = new Change
            {
                EvidenceId = evidenceId, Resource = resource, Kind = KindOf(kind),
                Actor = JsonFile.Text(element, "actor") is { Length: > 0 } actor ? redactor.Redact(actor) : null,
                Time = new FactTime { OccurredAt = time, UncertaintySeconds = UncertaintySeconds, ObservedAt = asOf },
                Summary = summary, Differences = [],
            };
            if (!changes.TryAdd(evidenceId, change))
            {
                continue;
            }

            if (string.IsNullOrEmpty(id))
            {
                sources.AddRow(evidenceId, FileName, row);
            }
            else
            {
                sources.AddId(evidenceId, FileName, id);
            }
        }

        return [.. changes.Values.OrderBy(change => change.EvidenceId, StringComparer.Ordinal)];
    }

    /// <summary>A word that says nothing known is the weakest kind: something happened to the resource.</summary>
    private static ChangeKind KindOf(string word)
    {
        foreach (var (part, kind) in Kinds)
        {
            if (word.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return kind;
            }
        }

        return ChangeKind.Lifecycle;
    }
}
