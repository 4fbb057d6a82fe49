using System.Text.Json.Nodes;

namespace CauseFlow.Deployment.Tests;

/// <summary>One object of the rendered output.</summary>
internal sealed record Resource(JsonObject Json)
{
    public string Kind => (string)Json["kind"]!;

    public string Name => (string)Json["metadata"]!["name"]!;

    public string? Namespace => (string?)Json["metadata"]!["namespace"];

    public JsonNode Spec => Json["spec"]!;

    public IReadOnlyDictionary<string, string> Labels => MapOf(Json["metadata"]!["labels"]);

    /// <summary>The template of the pods that this object makes; null when it makes none.</summary>
    public JsonNode? PodTemplate => Kind is "Deployment" or "StatefulSet" or "Job" ? Spec["template"] : null;

    public JsonNode PodSpec => PodTemplate!["spec"]!;

    public IReadOnlyDictionary<string, string> PodLabels => MapOf(PodTemplate!["metadata"]?["labels"]);

    /// <summary>Init containers too.</summary>
    public IEnumerable<JsonNode> Containers => Items(PodSpec["initContainers"]).Concat(Items(PodSpec["containers"]));

    public IEnumerable<(string? Name, int Port)> ContainerPorts => Containers.SelectMany(container => Items(container["ports"]))
        .Select(port => ((string?)port["name"], (int)port["containerPort"]!));

    public override string ToString() => $"{Kind}/{Name}";

    public static IEnumerable<JsonNode> Items(JsonNode? list) => (list as JsonArray ?? []).Select(item => item!);

    public static IReadOnlyDictionary<string, string> MapOf(JsonNode? map) =>
        (map as JsonObject ?? []).ToDictionary(entry => entry.Key, entry => (string)entry.Value!);

    /// <summary>A number or a name, as a port may be either.</summary>
    public static string Text(JsonNode node) => node.ToJsonString().Trim('"');
}
