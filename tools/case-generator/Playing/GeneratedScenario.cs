using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Platforms;
using CauseFlow.CaseGeneration.Playing.Aws;
using CauseFlow.CaseGeneration.Playing.Azure;
using CauseFlow.CaseGeneration.Playing.Google;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CaseGeneration.Playing;

/// <summary>
/// Turns a generated incident into a scenario of the simulator, so that the product's own collectors read it through the
/// clouds' wire protocols.
/// </summary>
public static class GeneratedScenario
{
    /// <summary>Times are relative to the alarm, which the simulator sets: the case's own day does not matter.</summary>
    /// <param name="generated">A case that was generated with <see cref="GeneratorOptions.IsPlayed"/>.</param>
    public static Scenario Of(GeneratedCase generated)
    {
        ArgumentNullException.ThrowIfNull(generated);
        var incident = generated.Incident;
        var quiet = Shell(incident);
        return incident.Application.Provider switch
        {
            CloudWords.Aws => AwsScenario.Of(incident, quiet),
            CloudWords.Azure => quiet with { Azure = AzureScenario.Of(incident) },
            _ => quiet with { Google = GoogleScenario.Of(incident) },
        };
    }

    /// <summary>AWS is there in every scenario, and quiet in those of other clouds.</summary>
    private static Scenario Shell(Incident incident) => new()
    {
        Name = $"generated-{incident.Seed}-{incident.Id}", Description = "A generated incident.", Account = PlayedAccount.Aws,
        Region = PlayedAccount.AwsRegion, Seed = unchecked((incident.Seed * 397) ^ incident.Number),
        Principal = new ScenarioPrincipal
        {
            Arn = "arn:aws:iam::409171461008:user/investigator", AccessKeyId = "AKIAIOSFODNN7SIMUL8R",
            SecretAccessKey = "sim/K7MDENG/bPxRfiCYEXAMPLESIMULATORKEY01",
        },
        Roles = [new ScenarioRole { Name = "ObservabilityReadOnly", ExternalId = "example-external-id-0001" }],
        TopicName = "operations-alarms",
        Alarm = new ScenarioAlarm
        {
            Name = "quiet", Namespace = "AWS/Lambda", MetricName = "Errors", Statistic = "Sum", Threshold = 5, State = "OK",
            Dimensions = new Dictionary<string, string> { ["FunctionName"] = "quiet" },
        },
        Truth = new ScenarioTruth
        {
            Resource = incident.Truth.Causes.Count > 0 ? incident.Truth.Causes[0].Resource : null,
            Category = incident.Truth.Causes.Count > 0 ? incident.Truth.Causes[0].Category : null,
            Decoys = incident.Truth.Decoys,
        },
    };
}
