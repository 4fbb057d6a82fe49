using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CauseFlow.CloudSimulation.CloudWatch;
using CauseFlow.CloudSimulation.Control;
using CauseFlow.CloudSimulation.Logs;
using CauseFlow.CloudSimulation.Scenarios;
using CauseFlow.CloudSimulation.Sns;

namespace CauseFlow.CloudSimulation.Azure;

/// <summary>Azure as one scenario has it: Entra, ARM and Log Analytics on one https port.</summary>
public sealed class SimulatedAzure : IAsyncDisposable
{
    private const string Host = "localhost";
    private readonly LoopbackServer server;
    private readonly X509Certificate2 certificate;
    private readonly EntraService entra;
    private readonly ClientAssertion assertions;
    private readonly CommonAlert alert;
    private readonly AzureTokens tokens;
    private readonly ScenarioAzure data;
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };

    private SimulatedAzure(
        LoopbackServer server, X509Certificate2 certificate, EntraService entra, ClientAssertion assertions, CommonAlert alert, AzureTokens tokens,
        ScenarioAzure data, string rootPem)
    {
        (this.server, this.certificate, this.entra, this.assertions, this.alert) = (server, certificate, entra, assertions, alert);
        (this.tokens, this.data, RootPem) = (tokens, data, rootPem);
    }

    /// <summary>https; authority host, ARM endpoint and Log Analytics endpoint in one.</summary>
    public Uri Endpoint => server.Address("https", Host);

    /// <summary>The root that signed the endpoint's certificate.</summary>
    public string RootPem { get; }

    /// <summary>What Entra thinks of the app's secret.</summary>
    public AzureSecretState Secret
    {
        get => entra.Secret;
        set => entra.Secret = value;
    }

    /// <summary>The app's federated credential; null for none.</summary>
    public AzureFederation? Federation
    {
        get => entra.Federation;
        set => entra.Federation = value;
    }

    internal static async Task<SimulatedAzure> StartAsync(
        LoadedScenario scenario, ScenarioAzure data, CertificateChain chain, SwitchBoard switches, CallLog calls, MetricGenerator metrics,
        TimeProvider clock, int port, CancellationToken cancellationToken)
    {
        var tokens = new AzureTokens(clock);
        var assertions = new ClientAssertion(clock);
        var entra = new EntraService(data, tokens, assertions, clock);
        var resources = new AzureResources(scenario, data);
        var roles = new AzureRoles(data);
        var door = new AzureFrontDoor(
            entra,
            new ArmService(
                data, scenario, resources, roles, new AzureMetrics(scenario, data, metrics), new ActivityLog(scenario, data),
                new ResourceGraph(resources, roles)),
            new LogAnalyticsService(scenario, data, roles, new LogGenerator(scenario)), tokens, switches, calls, clock);
        using var key = KeyPool.Get("azure tls");
        var certificate = chain.Issue(key, Host);
        var server = await LoopbackServer.StartAsync(
            port, new LoopbackTls(certificate, [chain.Intermediate]), door.HandleAsync, cancellationToken);
        return new SimulatedAzure(
            server, certificate, entra, assertions, new CommonAlert(scenario, data, resources), tokens, data, chain.Root.ExportCertificatePem());
    }

    /// <summary>An access token as Entra would give it, for tests that do not ask for one.</summary>
    /// <param name="audience">Such as <c>https://management.azure.com</c>.</param>
    /// <param name="clientId">Null for the app to connect.</param>
    public string IssueToken(string audience = "https://management.azure.com", string? clientId = null) =>
        tokens.Issue(data.MoreApps.Prepend(data.App).First(app => clientId is null || app.ClientId == clientId), audience);

    /// <summary>The common alert schema's body.</summary>
    /// <param name="condition">Fired or Resolved.</param>
    public string AlertBody(string condition) => alert.Of(condition).ToJsonString();

    /// <summary>Sends the alert once to a webhook.</summary>
    public async Task<AlertDelivery> PublishAsync(AlertPublication publication, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(publication);
        using var request = new HttpRequestMessage(HttpMethod.Post, publication.Url);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(AlertBody(publication.Condition)));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        if (publication.User is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{publication.User}:{publication.Password}")));
        }

        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            return new AlertDelivery((int)response.StatusCode, null);
        }
        catch (HttpRequestException exception)
        {
            return new AlertDelivery(null, exception.HttpRequestError.ToString());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        certificate.Dispose();
        assertions.Dispose();
        http.Dispose();
    }
}
