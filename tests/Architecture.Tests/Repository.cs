namespace CauseFlow.Architecture.Tests;

/// <summary>The source tree under test: a clone of the repository, or a small tree that a test has made.</summary>
public sealed class Repository(string root)
{
    private static readonly string[] Generated = ["bin", "obj", ".git", ".run", "artifacts", "TestResults"];

    public string Root { get; } = root;

    /// <summary>The clone that these tests were built in.</summary>
    public static Repository Clone { get; } = new(FindRoot());

    /// <summary>Project files relative to the root, with forward slashes, sorted.</summary>
    public IReadOnlyList<string> Projects => [.. Files("*.csproj")];

    /// <summary>Files relative to the root, with forward slashes, sorted; build output is left out.</summary>
    public IEnumerable<string> Files(string pattern, string folder = "")
    {
        var start = Path.Combine(Root, folder);
        return Directory.Exists(start)
            ? Walk(start).SelectMany(directory => Directory.EnumerateFiles(directory, pattern))
                .Select(Relative).Order(StringComparer.Ordinal)
            : [];
    }

    /// <summary>Folders relative to the root; build output is left out.</summary>
    public IEnumerable<string> Folders() => Walk(Root).Select(Relative);

    public string Read(string relative) => File.ReadAllText(Path.Combine(Root, relative));

    /// <summary>The code of a file without its line comments: a comment may name what code may not.</summary>
    public string Code(string relative) => string.Join(
        '\n', Read(relative).Split('\n').Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));

    private static IEnumerable<string> Walk(string directory)
    {
        yield return directory;
        foreach (var child in Directory.EnumerateDirectories(directory))
        {
            if (!Generated.Contains(Path.GetFileName(child)))
            {
                foreach (var below in Walk(child))
                {
                    yield return below;
                }
            }
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CauseFlow.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run from a clone of the repository.");
    }

    private string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');
}
