using System.Globalization;
using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Phrases;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CaseGeneration.Playing.Aws;

/// <summary>A function and the versions that changes made of it.</summary>
internal static class FunctionParts
{
    private const int FirstVersion = 20;

    public static ScenarioFunction Of(Incident incident, Component function)
    {
        var isFront = function == incident.Application.Front;
        var (image, settings) = (12, new Dictionary<string, string> { ["STAGE"] = "prod", ["LOG_LEVEL"] = "info" });
        var versions = new List<ScenarioFunctionVersion> { Version(FirstVersion, -60 * 24 * 9, image, settings) };
        foreach (var change in incident.Changes.Where(change => change.Node == function.Node && change.Act is ChangeAct.Deploy or ChangeAct.Configure))
        {
            image += change.Act == ChangeAct.Deploy ? 1 : 0;
            settings = change.Act == ChangeAct.Deploy ? settings
                : new Dictionary<string, string>(settings) { [change.Field ?? "MODE"] = $"value-{versions.Count}" };
            versions.Add(Version(FirstVersion + versions.Count, change.Minute, image, settings));
        }

        return new ScenarioFunction
        {
            Name = function.Node.Name, RoleName = isFront ? incident.Application.Identity.Name : $"{function.Node.Name}-role",
            Runtime = function.Runtime switch
            {
                Runtime.Java => "java21", Runtime.Node => "nodejs22.x", Runtime.Python => "python3.13", Runtime.DotNet => "dotnet8", _ => "provided.al2023",
            },
            Versions = versions, Aliases = new Dictionary<string, string> { ["live"] = versions[^1].Version },
            SecurityGroupIds = isFront ? [incident.Application.Firewall.Name] : [],
            ReservedConcurrency = incident.States.Any(state => state.Node == function.Node && state.Kind == "quota") ? 10 : null,
        };
    }

    private static ScenarioFunctionVersion Version(int number, double minute, int image, IReadOnlyDictionary<string, string> settings) => new()
    {
        Version = number.ToString(CultureInfo.InvariantCulture), PublishedAtMinute = minute,
        Code = string.Create(CultureInfo.InvariantCulture, $"code 4.{image}.0"), MemorySize = 1024, Timeout = 15, Environment = settings,
    };
}
