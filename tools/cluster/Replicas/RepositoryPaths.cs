using CauseFlow.Cluster.Processes;

namespace CauseFlow.Cluster.Replicas;

/// <summary>Where programs and files of this repository are, seen from a program that was built in it.</summary>
public static class RepositoryPaths
{
    private static readonly DirectoryInfo Own = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    /// <exception cref="ProcessException">This program is not in a clone.</exception>
    public static string Root { get; } = FindRoot();

    /// <summary>Another program, in the configuration (Debug, Release) in which this one was built.</summary>
    /// <param name="project">Its folder.</param>
    /// <param name="name">Of the assembly, without its first part.</param>
    /// <param name="root">Of the clone that it was built in; this one without.</param>
    public static string Assembly(string project, string name, string? root = null) =>
        Path.Combine(root ?? Root, project, "bin", Own.Parent!.Name, Own.Name, $"CauseFlow.{name}.dll");

    private static string FindRoot()
    {
        var root = Own;
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "CauseFlow.slnx")))
        {
            root = root.Parent;
        }

        return root?.FullName ?? throw new ProcessException("This runs from a clone of the repository; start it with ./dev.");
    }
}
