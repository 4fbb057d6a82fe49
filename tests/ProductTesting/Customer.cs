using System.Text.Json;
using CauseFlow.CloudSimulation;
using CauseFlow.CloudSimulation.Control;
using CauseFlow.CloudSimulation.Sns;
using CauseFlow.Cluster;
using CauseFlow.Contracts;

namespace CauseFlow.ProductTesting;

/// <summary>A simulated cloud, the product, and the steps that a customer takes.</summary>
public sealed class Customer : IAsyncDisposable
{
    private readonly IProduct _product;

    private Customer(CloudSimulator cloud, IProduct product)
    {
        Cloud = cloud;
        _product = product;
        Api = new ProductClient(product);
    }

    public CloudSimulator Cloud { get; private set; }

    /// <summary>The one process, for a customer of one.</summary>
    public ProductProcess Product => (ProductProcess)_product;

    /// <summary>The processes, for a customer of several.</summary>
    public LocalCluster Cluster => ((ClusterProduct)_product).Cluster;

    public Uri Url => _product.Url;

    public ProductClient Api { get; }

    public Uri Webhook { get; private set; } = new("http://127.0.0.1");

    /// <summary>Both are up; no account is connected.</summary>
    public static async Task<Customer> StartAsync(
        IReadOnlyDictionary<string, string?>? configuration = null, string scenario = "lambda-timeout")
    {
        var cloud = await CloudSimulator.StartAsync(new CloudSimulatorOptions { Scenario = scenario });
        var product = new ProductProcess(cloud.Facts, configuration);
        await product.StartAsync();
        return new Customer(cloud, product);
    }

    /// <summary>The same for a scenario made in code.</summary>
    public static async Task<Customer> StartAsync(CloudSimulatorOptions options, IReadOnlyDictionary<string, string?>? configuration = null)
    {
        var cloud = await CloudSimulator.StartAsync(options);
        var product = new ProductProcess(cloud.Facts, configuration);
        await product.StartAsync();
        return new Customer(cloud, product);
    }

    /// <summary>
    /// The same cloud at another time: another scenario answers at the addresses that the product knows, for the accounts that
    /// it has connected.
    /// </summary>
    /// <param name="options">With the folder of the certificate authority that the first one had.</param>
    public async Task MoveOnAsync(CloudSimulatorOptions options)
    {
        var facts = Cloud.Facts;
        await Cloud.DisposeAsync();
        Cloud = await CloudSimulator.StartAsync(options with
        {
            AwsPort = facts.AwsEndpoint.Port, SnsPort = facts.SnsPort, AzurePort = facts.AzureEndpoint?.Port ?? 0,
            GooglePort = facts.GoogleEndpoint?.Port ?? 0, ExternalId = facts.ExternalId,
        });
    }

    /// <summary>The same with every service in a process of its own.</summary>
    public static async Task<Customer> StartOnClusterAsync(string scenario = "lambda-timeout", ClusterOptions? options = null)
    {
        var cloud = await CloudSimulator.StartAsync(new CloudSimulatorOptions { Scenario = scenario });
        return new Customer(cloud, await ClusterProduct.StartAsync(cloud.Facts, options));
    }

    /// <summary>Set-up, connect, and the subscription's confirmation.</summary>
    /// <param name="links">Integrations that take part in the account's investigations.</param>
    public async Task ConnectAsync(params string[] links)
    {
        var setup = await Api.GetAsync("v1/integrations/aws/setup");
        Cloud.SetExternalId(setup.GetProperty("externalId").GetString()!);
        var integration = await Api.PostAsync("v1/integrations/aws/connect", new
        {
            roleArn = Cloud.Facts.RoleArn,
            regions = new[] { Cloud.Facts.Region },
            topicArns = new[] { Cloud.Facts.TopicArn },
            links,
        });
        integration.GetProperty("status").GetString().ShouldBe("connected");
        await RefreshWebhookAsync();
    }

    /// <summary>The address changes with the port after a restart.</summary>
    public async Task RefreshWebhookAsync()
    {
        var webhooks = await Api.GetAsync("v1/webhooks");
        var url = webhooks.GetProperty("items").EnumerateArray()
            .Single(item => item.GetProperty("provider").GetString() == "cloudwatch").GetProperty("url").GetString()!;
        Webhook = new Uri(Url, url);
    }

    /// <summary>The scenario's alarm, as SNS delivers it.</summary>
    public Task<IReadOnlyList<SnsDelivery>> RaiseAlarmAsync() =>
        Cloud.PublishAlarmAsync(new AlarmPublication { State = "ALARM", Url = Webhook });

    public Task<JsonElement> IncidentsAsync() => Api.GetAsync("v1/incidents");

    /// <summary>Waits until the one incident's investigation has a verdict.</summary>
    public async Task<CaseExport> VerdictAsync()
    {
        string? id = null;
        await UntilAsync(async () =>
        {
            var incident = (await IncidentsAsync()).GetProperty("items").EnumerateArray().FirstOrDefault();
            if (incident.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            id = incident.GetProperty("id").GetString();
            var investigations = await Api.GetAsync($"v1/incidents/{id}/investigations");
            return investigations.GetProperty("items").EnumerateArray()
                .Any(item => item.GetProperty("status").GetString() == "completed");
        }, "a completed investigation");
        return await Api.ExportAsync(id!);
    }

    public Task UntilAsync(Func<Task<bool>> condition, string what, int seconds = 90) =>
        UntilAsync(condition, () => what, seconds);

    /// <param name="what">Asked when it never happened.</param>
    public async Task UntilAsync(Func<Task<bool>> condition, Func<string> what, int seconds = 90)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        while (!await condition())
        {
            limit.IsCancellationRequested.ShouldBeFalse($"never happened: {what()}\n{Tail(_product.Output)}");
            await Task.Delay(50, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await _product.DisposeAsync();
        await Cloud.DisposeAsync();
    }

    private static string Tail(string text) => text.Length > 4_000 ? text[^4_000..] : text;
}
