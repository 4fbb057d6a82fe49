namespace CauseFlow.DiagnosisBench.Cases;

/// <summary>Where cases are while they are measured, and their truth beside them: a tool that is given a case never finds its truth.</summary>
internal sealed class CaseStore(string root)
{
    public string Root => root;

    public string CasesFolder => Path.Combine(root, "cases");

    public string CaseFolder(string system, string name) => Path.Combine(CasesFolder, system, name);

    public string TruthFile(string system, string name) => Path.Combine(root, "truth", system, $"{name}.json");

    /// <summary>Systems and their cases, in order.</summary>
    public IReadOnlyList<(string System, string Name)> Cases() => Directory.Exists(CasesFolder)
        ? [.. Directory.EnumerateDirectories(CasesFolder).Order(StringComparer.Ordinal).SelectMany(system =>
            Directory.EnumerateDirectories(system).Order(StringComparer.Ordinal).Select(one => (Path.GetFileName(system), Path.GetFileName(one))))]
        : [];
}
