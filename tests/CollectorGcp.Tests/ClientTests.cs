using CauseFlow.Collection;
using CauseFlow.Collection.Environments;
using CauseFlow.CollectorGcp.Clients;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorGcp.Tests;

/// <summary>Clients against answers of the test's own.</summary>
public sealed class ClientTests
{
    private static CallMeter Calls => new CallBudget(
        new Dictionary<string, int> { ["run.revisions.list"] = 1, ["container.operations.list"] = 1 }, 0).MeterFor("test");

    [Fact]
    public async Task Arguments_of_a_revision_leave_the_client_hashed()
    {
        var revisions = await WithAsync(
            """{"revisions":[{"name":"r","containers":[{"image":"i","command":["/bin/shop"],"args":["--db-password","hunter2"]}]}]}""",
            http => new RunClient(http, new EnvironmentHasher()).ListRevisionsAsync(
                "shop", "europe-west1", "checkout", 1, Calls, TestContext.Current.CancellationToken));

        var command = revisions.Items.ShouldHaveSingleItem().Containers.ShouldHaveSingleItem().Command.ShouldNotBeNull();
        command.ShouldContain("--db-password (7 characters");
        command.ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("https://container.googleapis.com/v1/projects/1/locations/us-central1/clusters/prod", "us-central1")]
    [InlineData("https://container.googleapis.com/v1/projects/1/zones/us-central1-a/clusters/prod/nodePools/p", "us-central1-a")]
    [InlineData("", "us-central1-b")]
    public async Task An_operation_is_where_its_cluster_is(string link, string location)
    {
        var operations = await WithAsync(
            $$"""{"operations":[{"name":"o","operationType":"UPGRADE_NODES","location":"us-central1-b","targetLink":"{{link}}"}]}""",
            http => new ContainerClient(http).ListOperationsAsync("shop", Calls, TestContext.Current.CancellationToken));

        operations.Items.ShouldHaveSingleItem().Location.ShouldBe(location);
    }

    private static async Task<T> WithAsync<T>(string body, Func<GcpHttp, Task<T>> call)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        server.MapFallback(() => Results.Content(body, "application/json"));
        await server.StartAsync(TestContext.Current.CancellationToken);
        using var transport = new GcpTransport(Options.Create(new CollectorGcpOptions()));
        using var http = new GcpHttp(
            transport, GcpBench.EndpointsAt(new Uri(server.Urls.First())), new Tokens(), new CollectorGcpOptions(), TimeProvider.System);
        return await call(http);
    }

    private sealed class Tokens : IAccessTokens
    {
        public Task<string> TokenAsync(string audience, CancellationToken cancellationToken) => Task.FromResult("token");
    }
}
