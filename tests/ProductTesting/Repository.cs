namespace CauseFlow.ProductTesting;

/// <summary>Finds the other programs, in the configuration (Debug, Release) in which the tests were built.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Assembly(string project, string name)
    {
        var own = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(Root, project, "bin", own.Parent!.Name, own.Name, $"CauseFlow.{name}.dll");
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CauseFlow.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run from a clone of the repository.");
        }

        return folder.FullName;
    }
}
