using CauseFlow.Contracts;

namespace CauseFlow.Evaluation.Input;

/// <summary>The resources of a case by every name they go by: id first, then alias; a name that nothing declares is a resource too.</summary>
internal sealed class CaseResources(CloudProvider provider)
{
    /// <summary>A case names no account and no region.</summary>
    private const string Nowhere = "case";

    private readonly Dictionary<string, ResourceRef> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ResourceRef> _byAlias = new(StringComparer.Ordinal);

    /// <summary>Every resource that was declared or named, in the order of their ids.</summary>
    public IReadOnlyList<ResourceRef> All =>
        [.. _byName.Values.OrderBy(resource => resource.Id, StringComparer.Ordinal)];

    /// <summary>Declares the nodes of the topology. A name that two nodes claim as alias belongs to the first by id.</summary>
    public void Declare(IEnumerable<(string Id, string? Kind, IReadOnlyList<string> Aliases)> nodes)
    {
        foreach (var node in nodes.OrderBy(node => node.Id, StringComparer.Ordinal))
        {
            var known = _byName.GetValueOrDefault(node.Id);
            var resource = Of(node.Id, known is null || known.Kind == ResourceKinds.GenericService ? KindNames.Of(node.Kind) : known.Kind,
                [.. (known?.Aliases ?? []).Concat(node.Aliases).Where(alias => alias.Length > 0 && alias != node.Id).Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal)]);
            _byName[node.Id] = resource;
        }

        foreach (var resource in All)
        {
            foreach (var alias in resource.Aliases ?? [])
            {
                _byAlias.TryAdd(alias, resource);
            }
        }
    }

    public ResourceRef Resolve(string name)
    {
        lock (_byName)
        {
            if (_byName.TryGetValue(name, out var resource) || _byAlias.TryGetValue(name, out resource))
            {
                return resource;
            }

            resource = Of(name, ResourceKinds.GenericService, []);
            _byName.Add(name, resource);
            return resource;
        }
    }

    private ResourceRef Of(string id, string kind, IReadOnlyList<string> aliases) => new()
    {
        Provider = provider, Account = Nowhere, Region = Nowhere, Kind = kind, Id = id, Name = NameOf(id),
        Aliases = aliases.Count == 0 ? null : aliases,
    };

    /// <summary>The last part of a cloud's own id; any other id is a name.</summary>
    private static string NameOf(string id)
    {
        var isCloudId = id.StartsWith("arn:", StringComparison.Ordinal) || id.StartsWith("projects/", StringComparison.Ordinal)
            || id.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase);
        var last = id.AsSpan().TrimEnd(':').TrimEnd('/').LastIndexOfAny(':', '/');
        return isCloudId && last >= 0 && last + 1 < id.Length ? id[(last + 1)..] : id;
    }
}
