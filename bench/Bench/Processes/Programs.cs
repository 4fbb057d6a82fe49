namespace CauseFlow.Bench.Processes;

/// <summary>Finds the other programs, built in the same configuration as this one.</summary>
internal static class Programs
{
    public static string AllInOne => Assembly("services/all-in-one", "AllInOne");

    public static string Gateway => Assembly("services/gateway", "Gateway");

    public static string Ingestion => Assembly("services/ingestion", "Ingestion");

    public static string Self => typeof(Programs).Assembly.Location;

    private static string Assembly(string project, string name)
    {
        var own = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var folder = own;
        while (!File.Exists(Path.Combine(folder.FullName, "CauseFlow.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The benchmarks run from a clone of the repository.");
        }

        return Path.Combine(folder.FullName, project, "bin", own.Parent!.Name, own.Name, $"CauseFlow.{name}.dll");
    }
}
