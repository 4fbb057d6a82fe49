namespace CauseFlow.CollectorGcp.Resolve;

/// <summary>Full resource names, and the parts of names that come from a message.</summary>
internal static class GcpNames
{
    private const int MaxNameLength = 128;

    public static string Instance(string project, string zone, string name) =>
        $"//compute.googleapis.com/projects/{project}/zones/{zone}/instances/{name}";

    public static string Cluster(string project, string location, string name) =>
        $"//container.googleapis.com/projects/{project}/locations/{location}/clusters/{name}";

    public static string NodePool(string project, string location, string cluster, string name) =>
        $"{Cluster(project, location, cluster)}/nodePools/{name}";

    public static string Service(string project, string region, string name) =>
        $"//run.googleapis.com/projects/{project}/locations/{region}/services/{name}";

    public static string Revision(string project, string region, string service, string name) =>
        $"{Service(project, region, service)}/revisions/{name}";

    /// <summary>The part after <c>//host/</c> or a plain name, as segments.</summary>
    public static string[] Segments(string name)
    {
        var path = name.StartsWith("//", StringComparison.Ordinal) ? name[(name.IndexOf('/', 2) + 1)..] : name;
        return path.Split('/', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The policy and condition of a condition's name in one of the projects; null for another form.</summary>
    public static (string Project, string Policy, string Condition)? Condition(string? name) =>
        name is not null && Segments(name) is ["projects", var project, "alertPolicies", var policy, "conditions", var condition]
        && IsName(project) && IsName(policy) && IsName(condition) ? (project, policy, condition) : null;

    /// <summary>Letters, digits, dashes, dots, underscores and colons: nothing that leads out of a path.</summary>
    public static bool IsName(string? name) => name is { Length: > 0 and <= MaxNameLength } && name is not ("." or "..")
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');
}
