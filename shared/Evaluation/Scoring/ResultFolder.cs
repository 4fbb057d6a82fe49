namespace CauseFlow.Evaluation.Scoring;

/// <summary>The results in a folder, by the name of their case.</summary>
public static class ResultFolder
{
    private const string FileName = "result.json";

    /// <summary>NAME/result.json or NAME.json, at any depth.</summary>
    /// <exception cref="BadInputException">There is no folder, or something in it is no result.</exception>
    public static IReadOnlyDictionary<string, CaseResult> Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new BadInputException(folder, "is not a folder.");
        }

        var results = new SortedDictionary<string, CaseResult>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
            name = Path.GetFileName(path) == FileName && name.Length > FileName.Length ? name[..^(FileName.Length + 1)] : name[..^".json".Length];
            if (!results.ContainsKey(name))
            {
                results.Add(name, CaseResult.Parse(File.ReadAllBytes(path), name));
            }
        }

        return results.Count > 0 ? results : throw new BadInputException(folder, "holds no result.");
    }
}
