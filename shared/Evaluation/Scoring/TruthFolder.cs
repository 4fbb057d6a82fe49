namespace CauseFlow.Evaluation.Scoring;

/// <summary>The truths of a folder of cases, by the name of their case.</summary>
public static class TruthFolder
{
    private const string FileName = "truth.json";

    /// <summary>NAME/truth.json or NAME.json, at any depth.</summary>
    /// <exception cref="BadInputException">There is no folder, or a file of it cannot be understood.</exception>
    public static IReadOnlyDictionary<string, Truth> Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new BadInputException(folder, "is not a folder.");
        }

        var truths = new SortedDictionary<string, Truth>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
            truths[Path.GetFileName(path) == FileName && name.Length > FileName.Length ? name[..^(FileName.Length + 1)] : name[..^".json".Length]] = Truth.Read(path);
        }

        return truths;
    }
}
