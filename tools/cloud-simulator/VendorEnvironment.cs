using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation;

/// <summary>The simulated clouds by the environment variables of the vendors' own tools and libraries.</summary>
internal static class VendorEnvironment
{
    private static readonly string[] Azure = ["AUTHORITY_HOST", "RESOURCE_MANAGER_ENDPOINT", "LOG_ANALYTICS_ENDPOINT"];

    private static readonly string[] Google =
        ["COMPUTE", "CONTAINER", "RUN", "LOGGING", "MONITORING", "CLOUDRESOURCEMANAGER", "IAMCREDENTIALS", "STS", "OAUTH2"];

    public static IReadOnlyDictionary<string, string> Of(Scenario scenario, Uri aws, Uri? azure, Uri? google)
    {
        var variables = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL"] = aws.AbsoluteUri,
            ["AWS_ACCESS_KEY_ID"] = scenario.Principal.AccessKeyId,
            ["AWS_SECRET_ACCESS_KEY"] = scenario.Principal.SecretAccessKey,
            ["AWS_REGION"] = scenario.Region,
        };
        foreach (var name in azure is null ? [] : Azure)
        {
            variables[$"AZURE_{name}"] = azure!.AbsoluteUri;
        }

        foreach (var name in google is null ? [] : Google)
        {
            variables[$"CLOUDSDK_API_ENDPOINT_OVERRIDES_{name}"] = google!.AbsoluteUri;
        }

        return variables;
    }
}
