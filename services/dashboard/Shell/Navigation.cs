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
        new("Integrations", "/integrations", "M8 6V3M12 6V3M5.5 6h9v3.5a4.5 4.5 0 0 1-9 0V6ZM10 14v3"),
        new("Webhooks", "/webhooks", "M3 5h14v7.5H7.5L4 16v-3.5H3V5ZM6.5 8.7h7", Roles.Admin),
        new("Audit log", "/audit", "M5 3h8l2.5 2.5V17H5V3ZM7.5 8h5M7.5 11h5M7.5 14h3", Roles.Admin),
        new("API keys", "/keys", "M12.5 3.5a4 4 0 1 1-3.4 6.1L4 14.7V17h2.5v-2H8.3v-2l1.9-1.8", Roles.Admin),
        new("Settings", "/settings", "M3 6h7M14 6h3M3 14h3M10 14h7M12 4v4M8 12v4"),
    ];

    /// <summary>The entries for somebody with these roles; all where the roles are not known.</summary>
    public static IEnumerable<NavigationEntry> For(IReadOnlyCollection<string> roles) =>
        Entries.Where(entry => entry.Role is null || Roles.Satisfies(roles, [entry.Role]));
}
