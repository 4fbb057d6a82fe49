using System.ComponentModel.DataAnnotations;
using CauseFlow.Dashboard.SignIn;

namespace CauseFlow.Dashboard;

/// <summary>Section <c>Dashboard</c>.</summary>
public sealed class DashboardOptions
{
    /// <summary>
    /// Base address of the gateway, whose public API is all that the page knows. Default http://127.0.0.1:8080; all-in-one
    /// sets its own.
    /// </summary>
    [Required]
    public string ApiUrl { get; set; } = "http://127.0.0.1:8080";

    /// <summary>Seconds after which a call of the API is given up. Default 15.</summary>
    [Range(1, 120)]
    public int TimeoutSeconds { get; set; } = 15;

    /// <summary>Largest answer of the API that is read, in bytes. Default 16 MiB.</summary>
    [Range(65_536, 268_435_456)]
    public int MaxAnswerBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Hours after which a person who did nothing is signed out. Default 12.</summary>
    [Range(1, 720)]
    public int SessionHours { get; set; } = 12;

    /// <summary>
    /// Hours after which everybody signs in again, whatever they did meanwhile; a token of an identity provider ends the session when it
    /// ends itself. Default 168, a week.
    /// </summary>
    [Range(1, 8_760)]
    public int MaxSessionHours { get; set; } = 168;

    /// <summary>Keys that may be tried from one address in a minute, in each replica. Default 20.</summary>
    [Range(1, 10_000)]
    public int SignInsPerMinute { get; set; } = 20;

    /// <summary>Seconds between two looks at what is new, where the API sends nothing by itself. Default 5.</summary>
    [Range(1, 300)]
    public int RefreshSeconds { get; set; } = 5;

    /// <summary>
    /// Pages without connection whose state is kept for when they come back, in each replica. Default 30; they cost as much memory as
    /// those of <see cref="MaxPages"/>.
    /// </summary>
    [Range(0, 10_000)]
    public int MaxDisconnectedPages { get; set; } = 30;

    /// <summary>
    /// Pages that are open at a time, in each replica. Default 100, of about 3 MiB each: with the rest of the program they fit into 512 MiB,
    /// the limit that the manifests set.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxPages { get; set; } = 100;

    /// <summary>Of those, how many the people of one tenant may have. Default 50.</summary>
    [Range(1, 100_000)]
    public int MaxPagesPerTenant { get; set; } = 50;

    /// <summary>Of those, how many one person, or whoever shares one key, may have. Default 20.</summary>
    [Range(1, 100_000)]
    public int MaxPagesPerPerson { get; set; } = 20;

    /// <summary>Section <c>Dashboard:Oidc</c>: sign-in through an identity provider beside the API key.</summary>
    public OidcSignInOptions Oidc { get; set; } = new();
}
