using System.Globalization;
using System.Text.Json.Nodes;
using CauseFlow.CaseGeneration;

namespace CauseFlow.DiagnosisBench.Cases;

/// <summary>Generated cases, by family: from a folder that the generator wrote (cases/ID and truth/ID.json), or made here and now.</summary>
internal static class Generated
{
    public const string Prefix = "generated-";
    private const int Seed = 11;

    /// <param name="source">A folder, or how many to make.</param>
    /// <param name="seed">Of those that are made.</param>
    /// <param name="store">Where they go.</param>
    public static void Import(string source, int? seed, CaseStore store)
    {
        if (!int.TryParse(source, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            Take(source, store);
            return;
        }

        var folder = Path.Combine(store.Root, "generated");
        var (cases, truths) = (Directory.CreateDirectory(Path.Combine(folder, "cases")).FullName, Directory.CreateDirectory(Path.Combine(folder, "truth")).FullName);
        foreach (var made in CaseSet.Generate(new GeneratorOptions { Seed = seed ?? Seed, Count = count }))
        {
            made.Write(cases, truths);
        }

        Take(folder, store);
        Directory.Delete(folder, recursive: true);
    }

    private static void Take(string folder, CaseStore store)
    {
        foreach (var truth in Directory.EnumerateFiles(Path.Combine(folder, "truth"), "*.json").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(truth);
            var system = $"{Prefix}{(string?)JsonNode.Parse(File.ReadAllText(truth))?["family"] ?? "cases"}";
            var to = Directory.CreateDirectory(store.CaseFolder(system, name)).FullName;
            foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "cases", name)))
            {
                File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
            }

            Directory.CreateDirectory(Path.GetDirectoryName(store.TruthFile(system, name))!);
            File.Copy(truth, store.TruthFile(system, name));
        }
    }
}
