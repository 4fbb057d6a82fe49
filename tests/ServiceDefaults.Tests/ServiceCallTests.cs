using System.Net;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults.Audit;
using CauseFlow.ServiceDefaults.ServiceCalls;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.ServiceDefaults.Tests;

public sealed class ServiceCallTests
{
    [Fact]
    public async Task Each_service_in_one_container_calls_with_its_own_identity()
    {
        await using var host = await TestHost.StartAsync(services =>
        {
            services.AddServiceHttpClient<WhoClient>("caller", "shop");
            services.AddServiceHttpClient<WhoClient>("helper", "shop");
        });

        (await host.Services.GetRequiredKeyedService<WhoClient>("caller").AskAsync()).ShouldBe("caller");
        (await host.Services.GetRequiredKeyedService<WhoClient>("helper").AskAsync()).ShouldBe("helper");
    }

    [Fact]
    public async Task Client_without_the_name_of_its_service_does_not_exist()
    {
        await using var host = await TestHost.StartAsync(services => services.AddServiceHttpClient<WhoClient>("caller", "shop"));

        host.Services.GetService<WhoClient>().ShouldBeNull();
    }

    [Fact]
    public async Task Audit_record_names_action_actor_and_tenant()
    {
        await using var host = await StartWithBrokerAsync(HttpStatusCode.NoContent);
        var audit = host.Services.GetRequiredKeyedService<AuditTrail>("shop");

        (await audit.TryRecordAsync(TestHost.Caller("admin"), "thing.made", "thing_1", default)).ShouldBeTrue();
        (await audit.TryRecordForAsync("ten_2", TestHost.Caller("operator"), "thing.made", "thing_2", default)).ShouldBeTrue();

        Broker.Of(host).Entries.Select(entry => (entry.TenantId, entry.Actor, entry.Action, entry.Subject)).ShouldBe(
            [("ten_1", "user-1", "thing.made", "thing_1"), ("ten_2", "user-1", "thing.made", "thing_2")]);
        Broker.Of(host).Entries[0].Details!["requestId"].ShouldBe("request-1");
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData((HttpStatusCode)0)]
    public async Task Audit_that_is_refused_or_unreachable_says_no(HttpStatusCode answer)
    {
        await using var host = await StartWithBrokerAsync(answer);
        var audit = host.Services.GetRequiredKeyedService<AuditTrail>("shop");

        (await audit.TryRecordAsync(TestHost.Caller("admin"), "thing.made", "thing_1", default)).ShouldBeFalse();
    }

    private static Task<TestHost> StartWithBrokerAsync(HttpStatusCode answer) => TestHost.StartAsync(services =>
    {
        services.AddAuditTrail("shop");
        services.AddSingleton(new Broker(answer));

        // In place of the network: pipeline and identity stay the real ones.
        services.ConfigureAll<Microsoft.Extensions.Http.HttpClientFactoryOptions>(options =>
            options.HttpMessageHandlerBuilderActions.Add(builder =>
                builder.PrimaryHandler = builder.Services.GetRequiredService<Broker>()));
    }, ("Services:credential-broker:InternalUrl", "http://127.0.0.1:1"));

    public sealed class WhoClient(HttpClient http)
    {
        public async Task<string?> AskAsync()
        {
            using var json = JsonDocument.Parse(await http.GetStringAsync("/internal/who"));
            return json.RootElement.GetProperty("service").GetString();
        }
    }

    private sealed class Broker(HttpStatusCode answer) : HttpMessageHandler
    {
        public List<AuditEntry> Entries { get; } = [];

        public static Broker Of(TestHost host) => host.Services.GetRequiredService<Broker>();

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri!.AbsolutePath.ShouldBe("/internal/audit");
            var body = await request.Content!.ReadAsStringAsync(cancellationToken);
            Entries.Add(JsonSerializer.Deserialize<AuditEntry>(body, ContractJson.Options)!);
            return answer == 0 ? throw new HttpRequestException("refused") : new HttpResponseMessage(answer);
        }
    }
}
