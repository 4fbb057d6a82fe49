using System.Text.Json.Nodes;

namespace CauseFlow.Bench.Diagnosis;

/// <summary>
/// Generated cases: a folder of cases that have their truth.json with them. The truth is moved out; the system is the family, as far as
/// the truth names one.
/// </summary>
internal static class Generated
{
    public const string Prefix = "generated-";

    public static void Import(string folder, CaseStore store)
    {
        foreach (var incident in Directory.EnumerateFiles(folder, "incident.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var from = Path.GetDirectoryName(incident)!;
            var truth = TruthOf(from) ?? throw new InvalidDataException($"{from} has no truth.");
            var system = $"{Prefix}{(string?)JsonNode.Parse(File.ReadAllText(truth))?["family"] ?? "cases"}";
            var name = Path.GetRelativePath(folder, from).Replace(Path.DirectorySeparatorChar, '-');
            var to = Directory.CreateDirectory(store.CaseFolder(system, name)).FullName;
            foreach (var file in Directory.EnumerateFiles(from).Where(file => Path.GetFileName(file) != "truth.json"))
            {
                File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
            }

            Directory.CreateDirectory(Path.GetDirectoryName(store.TruthFile(system, name))!);
            File.Copy(truth, store.TruthFile(system, name));
        }
    }

    /// <summary>In the case's folder, or as NAME.truth.json or truth/NAME.json beside it.</summary>
    private static string? TruthOf(string folder)
    {
        var (parent, name) = (Path.GetDirectoryName(folder)!, Path.GetFileName(folder));
        string[] places = [Path.Combine(folder, "truth.json"), Path.Combine(parent, $"{name}.truth.json"), Path.Combine(parent, "truth", $"{name}.json")];
        return places.FirstOrDefault(File.Exists);
    }
}
