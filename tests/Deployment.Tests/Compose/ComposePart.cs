using System.Globalization;
using System.Text.Json.Nodes;

namespace CauseFlow.Deployment.Tests.Compose;

/// <summary>One entry of <c>services</c>.</summary>
internal sealed record ComposePart(string Name, JsonNode Json)
{
    public bool IsMigration => Name.EndsWith("-migration", StringComparison.Ordinal);

    public IReadOnlyDictionary<string, string> Environment =>
        (Json["environment"] as JsonObject ?? []).ToDictionary(entry => entry.Key, entry => Resource.Text(entry.Value!));

    /// <summary>Path in the container by the secret's name.</summary>
    public IReadOnlyDictionary<string, string> Secrets => Resource.Items(Json["secrets"])
        .ToDictionary(secret => (string)secret["source"]!, secret => (string)secret["target"]!);

    /// <summary>Condition by the part that is waited for.</summary>
    public IReadOnlyDictionary<string, string> DependsOn => (Json["depends_on"] as JsonObject ?? [])
        .ToDictionary(entry => entry.Key, entry => (string)entry.Value!["condition"]!);

    public IEnumerable<string> Networks => Resource.Items(Json["networks"]).Select(network => (string)network!);

    public bool HasHealthCheck => Json["healthcheck"]?["test"] is not null && (bool?)Json["healthcheck"]!["disable"] != true;

    /// <summary>Container path and host path of what is mounted from this machine.</summary>
    public IReadOnlyDictionary<string, string> Mounts => Resource.Items(Json["volumes"]).Select(volume => ((string)volume!).Split(':'))
        .Where(parts => parts[0].StartsWith('.')).ToDictionary(parts => parts[1], parts => parts[0]);

    public int GraceSeconds => int.Parse(((string)Json["stop_grace_period"]!).TrimEnd('s'), CultureInfo.InvariantCulture);

    public override string ToString() => Name;
}
