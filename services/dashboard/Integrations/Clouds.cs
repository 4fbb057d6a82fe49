using CauseFlow.Contracts;
using CauseFlow.Dashboard.Incidents;

namespace CauseFlow.Dashboard.Integrations;

/// <summary>What the pages call the clouds and what is in them.</summary>
internal static class Clouds
{
    public static IReadOnlyList<(string Word, string Name, string Needs)> All { get; } =
    [
        ("aws", "AWS", "A role that can only read, and an alarm topic. No secret is stored."),
        ("azure", "Azure", "An app registration with Reader. A client secret, or a federated credential without any."),
        ("gcp", "Google Cloud", "A service account with Viewer. A key file, or workload identity federation without any."),
    ];

    /// <summary>As in the address of the page and of the API.</summary>
    public static string Word(CloudProvider provider) => Words.Wire(provider);

    public static string AccountWord(CloudProvider provider, int count) => (provider switch
    {
        CloudProvider.Azure => "Subscription",
        CloudProvider.Gcp => "Project",
        _ => "Account",
    }) + (count == 1 ? "" : "s");
}
