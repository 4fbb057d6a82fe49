using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace CauseFlow.Deployment.Tests.Compose;

/// <summary>docker-compose.yml with its anchors and merges resolved, and the variables at their defaults.</summary>
internal static partial class ComposeFile
{
    public const string Installation = "./deploy/compose/installation";

    public static JsonObject Root { get; } = Parse();

    /// <summary>Every part, the migrations and servers too.</summary>
    public static IReadOnlyList<ComposePart> Parts { get; } =
        [.. Root["services"]!.AsObject().Select(part => new ComposePart(part.Key, part.Value!))];

    /// <summary>The product's own processes that stay up.</summary>
    public static IEnumerable<ComposePart> Services => Parts.Where(part => part.Json["build"] is not null && !part.IsMigration);

    public static IEnumerable<ComposePart> Migrations => Parts.Where(part => part.IsMigration);

    public static ComposePart Get(string name) => Parts.Single(part => part.Name == name);

    private static JsonObject Parse()
    {
        var text = Default().Replace(Repository.Read("docker-compose.yml"), match => match.Groups[1].Value);
        var reader = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();
        var writer = new SerializerBuilder().JsonCompatible().Build();
        var merged = reader.Deserialize<object>(new MergingParser(new Parser(new StringReader(text))));
        return JsonNode.Parse(writer.Serialize(merged))!.AsObject();
    }

    [GeneratedRegex(@"\$\{\w+:-([^}]*)\}")]
    private static partial Regex Default();
}
