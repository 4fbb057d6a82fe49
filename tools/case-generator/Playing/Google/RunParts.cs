using System.Globalization;
using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CaseGeneration.Playing.Google;

/// <summary>A service of Cloud Run and the revisions that changes made of it.</summary>
internal static class RunParts
{
    private const int FirstRevision = 40;

    public static ScenarioRunService Of(Incident incident, Component service)
    {
        var name = service.Node.Name;
        var region = service.Node.Id.Split('/')[6];
        var (image, settings) = (12, new Dictionary<string, string> { ["STAGE"] = "prod", ["LOG_LEVEL"] = "info" });
        var revisions = new List<ScenarioRunRevision> { Revision(name, region, FirstRevision, -60 * 24 * 9, image, settings) };
        var changes = Changes(incident, service);
        foreach (var change in changes)
        {
            image += change.Act == ChangeAct.Deploy ? 1 : 0;
            settings = change.Act == ChangeAct.Deploy ? settings
                : new Dictionary<string, string>(settings) { [change.Field ?? "MODE"] = $"value-{revisions.Count}" };
            revisions.Add(Revision(name, region, FirstRevision + revisions.Count, change.Minute, image, settings));
        }

        return new ScenarioRunService
        {
            Name = name, Region = region, Revisions = revisions, Traffic = new Dictionary<string, int> { ["LATEST"] = 100 },
            UpdatedAtMinute = changes.Count > 0 ? changes[^1].Minute : -60 * 24 * 9,
            LastModifier = changes.Count > 0 ? changes[^1].Actor : "deployer@example.com",
        };
    }

    /// <summary>Name of the revision that serves.</summary>
    public static string Current(Incident incident, Component service) => Name(service.Node.Name, FirstRevision + Changes(incident, service).Count);

    private static List<ChangeEvent> Changes(Incident incident, Component service) =>
        [.. incident.Changes.Where(change => change.Node == service.Node && change.Act is ChangeAct.Deploy or ChangeAct.Configure)];

    private static ScenarioRunRevision Revision(
        string name, string region, int number, double minute, int image, IReadOnlyDictionary<string, string> settings) => new()
    {
        Name = Name(name, number), CreatedAtMinute = minute, Env = settings,
        Image = string.Create(CultureInfo.InvariantCulture, $"{region}-docker.pkg.dev/{Platforms.PlayedAccount.Google}/apps/{name}:4.{image}.0"),
    };

    private static string Name(string service, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{service}-{number:d5}-r{(char)('a' + (number % 26))}x");
}
