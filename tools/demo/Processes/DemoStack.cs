using System.Text.Json;
using CauseFlow.Demo.Api;

namespace CauseFlow.Demo.Processes;

/// <summary>Starts the simulated cloud and the product against it, on ports that the system chooses.</summary>
internal sealed class DemoStack(DemoOptions options, DemoFolder folder, List<ChildProcess> children)
{
    private static readonly string[] GoogleApis =
        ["COMPUTE", "CONTAINER", "RUN", "LOGGING", "MONITORING", "CLOUDRESOURCEMANAGER", "IAMCREDENTIALS", "STS", "OAUTH2"];

    /// <exception cref="DemoException">The simulator ends before it is ready, as with an unknown scenario.</exception>
    public async Task<SimulatorFacts> StartSimulatorAsync(CancellationToken cancellationToken)
    {
        var ready = folder.File("simulator.json");
        var child = ChildProcess.Start(
            "cloud simulator",
            AssemblyPath("tools/cloud-simulator", "CloudSimulator"),
            ["--scenario", options.Scenario, "--ready-file", ready],
            new Dictionary<string, string>());
        children.Add(child);
        return await child.WhenReadyAsync(() => Read<SimulatorFacts>(ready), cancellationToken);
    }

    public async Task<ProductReady> StartProductAsync(SimulatorFacts facts, CancellationToken cancellationToken)
    {
        var root = folder.File("sns-root.pem");
        await File.WriteAllTextAsync(root, facts.SnsRootPem, cancellationToken);
        var ready = folder.File("product.json");
        var child = ChildProcess.Start(
            "all-in-one",
            AssemblyPath("services/all-in-one", "AllInOne"),
            [],
            ProductSettings(facts, root, ready).Concat(await OtherCloudsAsync(facts, cancellationToken))
                .ToDictionary(setting => setting.Key, setting => setting.Value));
        children.Add(child);
        return await child.WhenReadyAsync(() => Read<ProductReady>(ready), cancellationToken);
    }

    private Dictionary<string, string> ProductSettings(SimulatorFacts facts, string root, string ready) => new()
    {
        ["Data"] = folder.Data,
        ["Listen__Public"] = "http://127.0.0.1:0",
        ["ReadyFile"] = ready,
        ["Telemetry__TraceFile"] = folder.TraceFile,
        ["AWS_ENDPOINT_URL"] = facts.AwsEndpoint.AbsoluteUri,
        ["AWS_ACCESS_KEY_ID"] = facts.PrincipalAccessKeyId,
        ["AWS_SECRET_ACCESS_KEY"] = facts.PrincipalSecretAccessKey,
        ["AWS_REGION"] = facts.Region,
        ["Aws__PrincipalArn__aws"] = facts.PrincipalArn,
        ["Sns__ExtraRoots__0"] = root,
        ["Sns__ExtraHosts__0__Host"] = facts.SnsHost,
        ["Sns__ExtraHosts__0__Address"] = "127.0.0.1",
        ["Sns__ExtraHosts__0__Port"] = $"{facts.SnsPort}",
    };

    /// <summary>Where Azure and Google Cloud are, by the variables of their own tools.</summary>
    private async Task<Dictionary<string, string>> OtherCloudsAsync(SimulatorFacts facts, CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string>();
        if (facts.AzureEndpoint is { } azure)
        {
            var root = folder.File("azure-root.pem");
            await File.WriteAllTextAsync(root, facts.AzureRootPem, cancellationToken);
            settings["AZURE_EXTRA_ROOTS"] = root;
            foreach (var name in (string[])["AUTHORITY_HOST", "RESOURCE_MANAGER_ENDPOINT", "LOG_ANALYTICS_ENDPOINT"])
            {
                settings[$"AZURE_{name}"] = azure.AbsoluteUri;
            }
        }

        if (facts.GoogleEndpoint is { } google)
        {
            foreach (var api in GoogleApis)
            {
                settings[$"CLOUDSDK_API_ENDPOINT_OVERRIDES_{api}"] = google.AbsoluteUri;
            }
        }

        return settings;
    }

    private static T? Read<T>(string path)
        where T : class
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), DemoJson.Options) : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException)
        {
            // Half written; the next look finds it whole.
            return null;
        }
    }

    /// <summary>The other program, in the configuration (Debug, Release) in which this one was built.</summary>
    private static string AssemblyPath(string project, string name)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = own;
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "CauseFlow.slnx")))
        {
            root = root.Parent;
        }

        return root is null || own.Parent is null
            ? throw new DemoException("The demo runs from a clone of the repository; start it with ./dev demo.")
            : Path.Combine(root.FullName, project, "bin", own.Parent.Name, own.Name, $"CauseFlow.{name}.dll");
    }
}
