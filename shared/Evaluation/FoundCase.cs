namespace CauseFlow.Evaluation;

/// <summary>A case in a folder of cases.</summary>
/// <param name="Name">Path below the folder, with forward slashes; of an exported case without .json.</param>
/// <param name="Path">Folder of the case, or file of an exported one.</param>
public sealed record FoundCase(string Name, string Path)
{
    /// <summary>Every folder that holds incident.json, and every JSON file outside such folders, in the order of their names.</summary>
    /// <exception cref="BadInputException">There is no folder, or no case in it.</exception>
    public static IReadOnlyList<FoundCase> In(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new BadInputException(folder, "is not a folder.");
        }

        List<FoundCase> found = [];
        Add(folder, "", found);
        return found.Count > 0 ? [.. found.OrderBy(one => one.Name, StringComparer.Ordinal)]
            : throw new BadInputException(folder, "holds no case: a case is a folder with incident.json, or an exported case.");
    }

    private static void Add(string folder, string name, List<FoundCase> found)
    {
        foreach (var below in Directory.EnumerateDirectories(folder))
        {
            var inner = Join(name, System.IO.Path.GetFileName(below));
            if (File.Exists(System.IO.Path.Combine(below, CaseFolder.IncidentFile)))
            {
                found.Add(new FoundCase(inner, below));
            }
            else
            {
                Add(below, inner, found);
            }
        }

        found.AddRange(Directory.EnumerateFiles(folder, "*.json").Select(file => new FoundCase(Join(name, System.IO.Path.GetFileNameWithoutExtension(file)), file))
            .Where(file => System.IO.Path.GetFileName(file.Path) is not "truth.json"));
    }

    private static string Join(string name, string part) => name.Length == 0 ? part : $"{name}/{part}";
}
