using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using YamlDotNet.Serialization;

namespace CauseFlow.Deployment.Tests;

/// <summary>An overlay as kustomize renders it: what would be applied.</summary>
internal sealed class Rendered(IReadOnlyList<Resource> resources)
{
    private static readonly ConcurrentDictionary<string, Lazy<Rendered>> Known = new();

    public IReadOnlyList<Resource> All { get; } = resources;

    public IEnumerable<Resource> WithPods => All.Where(resource => resource.PodTemplate is not null);

    /// <summary>Those of the product; RabbitMQ's and PostgreSQL's StatefulSets are left out.</summary>
    public IEnumerable<Resource> Deployments => Of("Deployment");

    public static Rendered Overlay(string name) => Known.GetOrAdd(name, overlay => new Lazy<Rendered>(() =>
        new Rendered(Parse(Tool.Run("kubectl", "kustomize", Repository.File($"deploy/k8s/overlays/{overlay}")))))).Value;

    public IEnumerable<Resource> Of(string kind) => All.Where(resource => resource.Kind == kind);

    public Resource Get(string kind, string name) => Of(kind).Single(resource => resource.Name == name);

    public static IReadOnlyList<Resource> Parse(string yaml)
    {
        // Scalars without quotes become numbers and truths, as the cluster reads them.
        var reader = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();
        var writer = new SerializerBuilder().JsonCompatible().Build();
        return
        [
            .. yaml.Split("\n---\n").Where(document => document.Trim().Trim('-').Trim().Length > 0)
                .Select(document => new Resource(
                    JsonNode.Parse(writer.Serialize(reader.Deserialize<object>(document)))!.AsObject())),
        ];
    }
}
