using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CauseFlow.CloudSimulation;
using CauseFlow.CloudSimulation.Sns;
using CauseFlow.Cluster;
using CauseFlow.Cluster.Replicas;
using CauseFlow.Contracts;

namespace CauseFlow.Bench.Cluster;

/// <summary>The product as it runs in production, on RabbitMQ and PostgreSQL, with a connected account of the simulated cloud.</summary>
internal sealed class ClusterSystem : IAsyncDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly string _folder;

    private ClusterSystem(CloudSimulator cloud, LocalCluster cluster, string folder) => (Cloud, Cluster, _folder) = (cloud, cluster, folder);

    public CloudSimulator Cloud { get; }

    public LocalCluster Cluster { get; }

    public Uri Webhook { get; private set; } = null!;

    public static async Task<ClusterSystem> StartAsync(int collectors, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("causeflow-bench-").FullName;
        var cloud = await CloudSimulator.StartAsync(new CloudSimulatorOptions(), cancellationToken);
        var facts = cloud.Facts;
        var settings = CloudSettings.Of(
            facts.Environment, facts.PrincipalArn, (facts.SnsHost, facts.SnsPort, facts.SnsRootPem), facts.AzureRootPem, folder);
        foreach (var limit in (string[])["PerTenant", "PerAddress", "PerWebhook", "PerWebhookAddress"])
        {
            settings[$"RateLimits:{limit}"] = "1000000";
        }

        settings["Ingestion:MaxStartsPerMinute"] = "10000";
        settings["Logging:LogLevel:Default"] = "Warning";
        var cluster = await LocalCluster.StartAsync(
            new ClusterOptions { Folder = folder, CollectorReplicas = collectors, Settings = settings }, TimeProvider.System, cancellationToken);
        var system = new ClusterSystem(cloud, cluster, folder);
        await system.ConnectAsync(cancellationToken);
        return system;
    }

    /// <summary>Signed messages, each of another alarm of another function.</summary>
    public IReadOnlyList<byte[]> Alarms(string prefix, int count) =>
        Sign(count, number => new AnyAlarm { Name = $"{prefix}-{number}", Function = $"{prefix}-{number}", At = TimeProvider.System.GetUtcNow() });

    /// <summary>Signed messages of alarms of one function, each another firing.</summary>
    public IReadOnlyList<byte[]> Storm(string prefix, int count, int alarms)
    {
        var start = TimeProvider.System.GetUtcNow().AddSeconds(-count / alarms);
        return Sign(count, number => new AnyAlarm
        {
            Name = $"{prefix}-{number % alarms}", Function = prefix, At = start.AddSeconds(number / alarms),
        });
    }

    /// <summary>Firings of alarms whose names begin so, the incidents that they came to, and ended investigations of those.</summary>
    public async Task<(long Firings, long Incidents, long Ended)> CountAsync(string prefix, CancellationToken cancellationToken)
    {
        var text = await Cluster.PostgreSql.ExecuteAsync($"""
            with mine as (select f."IncidentId" incident from ingestion.firings f where f."AlarmId" like '%:alarm:{prefix}-%')
            select count(*), count(distinct incident),
              (select count(*) from investigations.investigations v where v."Status" = 'Completed'
               and exists (select 1 from mine where mine.incident = v."IncidentId")) from mine
            """, "causeflow", cancellationToken);
        var counts = text.Trim().Split('|').Select(count => long.Parse(count, CultureInfo.InvariantCulture)).ToArray();
        return (counts[0], counts[1], counts[2]);
    }

    /// <summary>Polls until the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not within five minutes.</exception>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what, CancellationToken cancellationToken)
    {
        var limit = TimeProvider.System.GetUtcNow().AddMinutes(5);
        while (!await condition())
        {
            if (TimeProvider.System.GetUtcNow() > limit)
            {
                throw new TimeoutException($"It never happened: {what}");
            }

            await Task.Delay(100, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Cluster.DisposeAsync();
        await Cloud.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private IReadOnlyList<byte[]> Sign(int count, Func<int, AnyAlarm> alarm) =>
    [
        .. Enumerable.Range(0, count).AsParallel().AsOrdered().Select(number => Encoding.UTF8.GetBytes(alarm(number).Sign(Cloud).ToJsonString())),
    ];

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var setup = await SendAsync(HttpMethod.Get, "v1/integrations/aws/setup", null, cancellationToken);
        Cloud.SetExternalId(setup.GetProperty("externalId").GetString()!);
        await SendAsync(HttpMethod.Post, "v1/integrations/aws/connect", new
        {
            roleArn = Cloud.Facts.RoleArn, regions = new[] { Cloud.Facts.Region }, topicArns = new[] { Cloud.Facts.TopicArn },
        }, cancellationToken);
        var webhooks = await SendAsync(HttpMethod.Get, "v1/webhooks", null, cancellationToken);
        var path = webhooks.GetProperty("items").EnumerateArray()
            .Single(item => item.GetProperty("provider").GetString() == "cloudwatch").GetProperty("url").GetString()!;
        Webhook = new Uri(Cluster.Url, path);
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(Cluster.Url, path));
        request.Headers.Add("X-API-Key", Cluster.FirstAdminKey);
        request.Content = body is null ? null : JsonContent.Create(body, options: ContractJson.Options);
        using var answer = await _http.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode
            ? JsonDocument.Parse(text).RootElement.Clone()
            : throw new InvalidOperationException($"{method} {path}: {(int)answer.StatusCode} {text}");
    }
}
