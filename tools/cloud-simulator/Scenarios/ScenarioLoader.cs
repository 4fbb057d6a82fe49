using System.Text.Json;
using System.Text.Json.Serialization;

namespace CauseFlow.CloudSimulation.Scenarios;

/// <summary>Reads scenarios by name (the shipped ones) or from a file.</summary>
public static class ScenarioLoader
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Scenarios");

    /// <summary>Names that <see cref="Load"/> accepts beside a path.</summary>
    public static IReadOnlyList<string> Names =>
        [.. Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    /// <summary>Reads a scenario; a file that does not exist or has unknown members is an error.</summary>
    /// <param name="nameOrPath">Name of a shipped scenario, or path of a scenario.json.</param>
    public static Scenario Load(string nameOrPath)
    {
        var path = File.Exists(nameOrPath) ? nameOrPath : Path.Combine(Folder, nameOrPath, "scenario.json");
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"No scenario '{nameOrPath}'. Known are: {string.Join(", ", Names)}; or give the path of a file.");
        }

        using var stream = File.OpenRead(path);
        return JsonSerializer.Deserialize<Scenario>(stream, Json)
            ?? throw new JsonException($"{path} holds no scenario.");
    }
}
