using System.Text.Json;
using CauseFlow.Collection;
using CauseFlow.Contracts;
using CauseFlow.Evaluation.Results;

namespace CauseFlow.Evaluation.Input;

/// <summary><c>topology.json</c>: {nodes:[{id,kind,aliases}], edges:[{from,to,type}]}.</summary>
internal static class Topology
{
    public const string FileName = "topology.json";

    /// <summary>Words of an edge that runs from the container to what is in it.</summary>
    private static readonly string[] Reversed = ["contains", "hosts", "owns", "has_part", "runs"];

    /// <summary>Declares the nodes and answers the edges.</summary>
    public static List<Relation> Read(string folder, CaseResources resources, EvidenceIds ids, EvidenceSources sources)
    {
        using var document = JsonFile.Open(folder, FileName);
        if (document is null)
        {
            return [];
        }

        var root = document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement
            : throw new BadInputException(FileName, "is not an object with \"nodes\" and \"edges\".");
        resources.Declare(List(root, "nodes").Select(node => Node(node.Element, node.Row)));
        var relations = new Dictionary<string, Relation>(StringComparer.Ordinal);
        foreach (var (row, edge) in List(root, "edges"))
        {
            var relation = RelationOf(edge, row, resources, ids);
            if (relation.From.Id != relation.To.Id && relations.TryAdd(relation.EvidenceId, relation))
            {
                sources.AddId(relation.EvidenceId, FileName, relation.From.Id);
            }
        }

        return [.. relations.Values.OrderBy(relation => relation.EvidenceId, StringComparer.Ordinal)];
    }

    private static (string Id, string? Kind, IReadOnlyList<string> Aliases) Node(JsonElement node, int row)
    {
        List<string> aliases = [];
        if (node.ValueKind == JsonValueKind.String)
        {
            return (node.GetString()!, null, aliases);
        }

        if (node.TryGetProperty("aliases", out var list) && list.ValueKind == JsonValueKind.Array)
        {
            aliases = [.. list.EnumerateArray().Select(JsonFile.Text).OfType<string>()];
        }

        return (JsonFile.RequiredText(node, "id", $"{FileName} nodes", row), JsonFile.Text(node, "kind"), aliases);
    }

    private static Relation RelationOf(JsonElement edge, int row, CaseResources resources, EvidenceIds ids)
    {
        var place = $"{FileName} edges";
        var from = resources.Resolve(JsonFile.RequiredText(edge, "from", place, row));
        var to = resources.Resolve(JsonFile.RequiredText(edge, "to", place, row));
        var word = (JsonFile.Text(edge, "type") ?? "").Trim().ToLowerInvariant().Replace('-', '_').Replace(' ', '_');
        if (Reversed.Contains(word))
        {
            (from, to) = (to, from);
        }

        return new Relation
        {
            EvidenceId = ids.For("relation", from.Id, to.Id, word), From = from, To = to, Type = TypeOf(word),
            Source = word.Length == 0 ? FileName : $"{FileName}: {word}",
        };
    }

    /// <summary>A word that is not known, such as calls, depends_on or reads, says that the first needs the second.</summary>
    private static RelationType TypeOf(string word) => word switch
    {
        "runs_on" or "hosted_on" or "deployed_on" or "scheduled_on" or "runs" or "hosts" => RelationType.RunsOn,
        "part_of" or "member_of" or "belongs_to" or "contains" or "owns" or "owned_by" or "has_part" => RelationType.PartOf,
        "triggers" => RelationType.Triggers,
        "logs_to" => RelationType.LogsTo,
        "measured_by" => RelationType.MeasuredBy,
        "version_of" => RelationType.VersionOf,
        "sibling_of" => RelationType.SiblingOf,
        _ => RelationType.RoutesTo,
    };

    private static IEnumerable<(int Row, JsonElement Element)> List(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var list) || list.ValueKind == JsonValueKind.Null)
        {
            yield break;
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            throw new BadInputException(FileName, $"\"{name}\" is not a list.");
        }

        var row = 0;
        foreach (var element in list.EnumerateArray())
        {
            row++;
            yield return element.ValueKind is JsonValueKind.Object or JsonValueKind.String ? (row, element)
                : throw new BadInputException($"{FileName} {name}", row, "is not an object.");
        }
    }
}
