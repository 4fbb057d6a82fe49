using System.Text.Json;

namespace CauseFlow.CaseGeneration.Tests;

/// <summary>Generated cases in a folder of their own, read as files.</summary>
internal sealed class CaseFiles : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("causeflow-cases-").FullName;

    public CaseFiles(GeneratorOptions options)
    {
        Cases = [.. CaseSet.Generate(options).Select(item => (item, item.Write(Path.Combine(_root, "cases"), Path.Combine(_root, "truth"))))];
    }

    public IReadOnlyList<(GeneratedCase Case, string Folder)> Cases { get; }

    /// <summary>Every file by its path below the root.</summary>
    public SortedDictionary<string, byte[]> Bytes => new(
        Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(_root, file), File.ReadAllBytes),
        StringComparer.Ordinal);

    public string TruthOf(GeneratedCase item) => File.ReadAllText(Path.Combine(_root, "truth", $"{item.Id}.json"));

    public static JsonElement Json(string folder, string file) =>
        JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(folder, file)));

    public static IReadOnlyList<JsonElement> List(string folder, string file) =>
        File.Exists(Path.Combine(folder, file)) ? [.. Json(folder, file).EnumerateArray()] : [];

    /// <summary>Rows of metrics.csv without the heading.</summary>
    public static IReadOnlyList<MetricRow> Metrics(string folder) => [.. File.ReadLines(Path.Combine(folder, "metrics.csv")).Skip(1).Select(MetricRow.Of)];

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
