using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Dashboard.Shell;

/// <summary>One entry of the navigation.</summary>
/// <param name="Title">One or two words.</param>
/// <param name="Href">Absolute path; every page below it belongs to the entry.</param>
/// <param name="Icon">Path data of a 20 × 20 drawing.</param>
/// <param name="Role">Shown to this role only; null shows it to everybody who is signed in.</param>
public sealed record NavigationEntry(string Title, string Href, string Icon, string? Role = null);

/// <summary>What the page has to offer, in the order of the navigation.</summary>
public static class Navigation
{
    public static IReadOnlyList<NavigationEntry> Entries { get; } =
    [
        new("Incidents", "/incidents", "M2 11h4l2-6 4 11 2.4-5H18"),
    ];

    /// <summary>The entries for somebody with these roles; all where the roles are not known.</summary>
    public static IEnumerable<NavigationEntry> For(IReadOnlyCollection<string> roles) =>
        Entries.Where(entry => entry.Role is null || Roles.Satisfies(roles, [entry.Role]));
}
