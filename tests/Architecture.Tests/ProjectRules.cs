using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CauseFlow.Architecture.Tests;

/// <summary>Which projects there may be and what they may reference. Each rule answers its violations.</summary>
public static partial class ProjectRules
{
    /// <summary>One process that is all of them, and the tool that reads the models of their stores.</summary>
    private static readonly string[] ReferencesServices = ["services/all-in-one/", "tools/migrations/"];

    public static IReadOnlyList<string> OutsideTheLayout(Repository repository) =>
        [.. repository.Projects.Where(project => !Layout().IsMatch(project))];

    public static IReadOnlyList<string> NotInTheSolution(Repository repository)
    {
        var solution = XDocument.Parse(repository.Read("CauseFlow.slnx"))
            .Descendants("Project")
            .Select(project => ((string?)project.Attribute("Path") ?? "").Replace('\\', '/'))
            .ToHashSet(StringComparer.Ordinal);
        return [.. repository.Projects.Where(project => !solution.Contains(project))];
    }

    public static IReadOnlyList<string> WithoutLockFile(Repository repository) =>
        [.. repository.Projects.Where(project => !File.Exists(
            Path.Combine(repository.Root, Path.GetDirectoryName(project)!, "packages.lock.json")))];

    public static IReadOnlyList<string> ForbiddenReferences(Repository repository) =>
    [
        .. from project in repository.Projects
           from reference in References(repository, project)
           where !MayReference(project, reference)
           select $"{project} -> {reference}",
    ];

    /// <summary>Packages that a project asks for by itself.</summary>
    public static IReadOnlyList<string> Packages(Repository repository, string project) =>
        [.. Items(repository, project, "PackageReference")];

    /// <summary>Projects that a project references, relative to the root.</summary>
    public static IEnumerable<string> References(Repository repository, string project) =>
        Items(repository, project, "ProjectReference").Select(reference => Path
            .GetRelativePath(repository.Root, Path.GetFullPath(
                Path.Combine(repository.Root, Path.GetDirectoryName(project)!, reference.Replace('\\', '/'))))
            .Replace('\\', '/'));

    private static bool MayReference(string project, string reference)
    {
        if (project.StartsWith("tests/", StringComparison.Ordinal)
            || project.StartsWith("bench/", StringComparison.Ordinal))
        {
            return true;
        }

        if (project.StartsWith("shared/Contracts/", StringComparison.Ordinal)
            || project.StartsWith("tools/cloud-simulator/", StringComparison.Ordinal))
        {
            return false;
        }

        if (project.StartsWith("shared/Diagnosis/", StringComparison.Ordinal))
        {
            return reference.StartsWith("shared/Contracts/", StringComparison.Ordinal);
        }

        if (project.StartsWith("tools/cluster/", StringComparison.Ordinal))
        {
            return false;
        }

        // Generated incidents are written by the simulator's own generators, and played by it.
        if (project.StartsWith("tools/case-generator/", StringComparison.Ordinal))
        {
            return reference.StartsWith("tools/cloud-simulator/", StringComparison.Ordinal);
        }

        return reference.StartsWith("shared/", StringComparison.Ordinal)
            || (project.StartsWith("tools/", StringComparison.Ordinal)
                && reference.StartsWith("tools/cluster/", StringComparison.Ordinal))
            || (ReferencesServices.Any(name => project.StartsWith(name, StringComparison.Ordinal))
                && reference.StartsWith("services/", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Items(Repository repository, string project, string name) =>
        XDocument.Parse(repository.Read(project)).Descendants(name)
            .Select(item => (string?)item.Attribute("Include"))
            .OfType<string>();

    [GeneratedRegex("""
        ^(
          services/(gateway|ingestion|credential-broker|collector-(aws|azure|gcp)|investigations|dashboard|all-in-one)
        | shared/(Contracts|ServiceDefaults|Messaging|Storage|Secrets|Collection|Diagnosis|Evaluation)
        | tools/(case-generator|cloud-simulator|causeflow|cluster|demo|migrations)
        | (tests|bench)/[A-Z][A-Za-z.]+
        )/[A-Za-z.]+\.csproj$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Layout();
}
