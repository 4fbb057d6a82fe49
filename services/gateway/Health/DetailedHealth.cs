using CauseFlow.Gateway.Routes;

namespace CauseFlow.Gateway.Health;

/// <summary>Asks every service behind the gateway, in parallel, how it is.</summary>
internal sealed class DetailedHealth(
    IHttpClientFactory clients, IConfiguration configuration, GatewayDbContext db)
{
    public const string ClientName = "gateway: health of services";

    public async Task<Report> LookAsync(CancellationToken cancellationToken)
    {
        string[] names = DashboardRoute.IsConfigured(configuration) ? [.. ServiceClusters.Names, DashboardRoute.Name] : [.. ServiceClusters.Names];
        var services = await Task.WhenAll(names.Select(name => AskAsync(name, cancellationToken)));
        var store = await db.Database.CanConnectAsync(cancellationToken);
        Dependency[] all = [new("gateway-store", store ? "healthy" : "unhealthy"), .. services];
        return new Report(all.All(one => one.Status == "healthy") ? "healthy" : "degraded", all);
    }

    private async Task<Dependency> AskAsync(string name, CancellationToken cancellationToken)
    {
        var address = configuration[$"Services:{name}:InternalUrl"] is { Length: > 0 } inner
            ? new Uri(new Uri(inner), "/health/ready")
            : new Uri(new Uri(configuration[$"Services:{name}:ApiUrl"]!), "/health");
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var answer = await client.GetAsync(address, cancellationToken);
            return new(name, answer.IsSuccessStatusCode ? "healthy" : "unhealthy");
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            return new(name, "unreachable");
        }
    }

    internal sealed record Dependency(string Name, string Status);

    internal sealed record Report(string Status, IReadOnlyList<Dependency> Dependencies);
}
