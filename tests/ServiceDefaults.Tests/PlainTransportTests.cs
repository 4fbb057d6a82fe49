using CauseFlow.ServiceDefaults.ServiceCalls;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.ServiceDefaults.Tests;

public sealed class PlainTransportTests
{
    [Fact]
    public async Task Internal_port_beyond_the_machine_needs_TLS()
    {
        var error = await Should.ThrowAsync<InvalidOperationException>(
            () => TestHost.StartAsync(null, ("Listen:Internal", "http://0.0.0.0:0")));

        error.Message.ShouldContain("Services:AllowPlainInternal");
    }

    [Fact]
    public async Task Internal_port_may_be_plain_where_the_network_encrypts()
    {
        await using var host = await TestHost.StartAsync(
            null, ("Listen:Internal", "http://0.0.0.0:0"), ("Services:AllowPlainInternal", "true"));

        (await TestHost.GetAsync(host.Internal, "/health/ready")).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Theory]
    [InlineData("http://10.0.0.9:8443", "false", false)]
    [InlineData("http://broker:8443", "false", false)]
    [InlineData("http://broker:8443", "true", true)]
    [InlineData("https://broker:8443", "false", true)]
    [InlineData("http://localhost:8443", "false", true)]
    public async Task Calls_to_another_machine_need_TLS(string address, string allowed, bool expected)
    {
        await using var host = await TestHost.StartAsync(
            services => services.AddServiceHttpClient<AnyClient>("caller", "broker"),
            ("Services:broker:InternalUrl", address), ("Services:AllowPlainInternal", allowed));

        var create = () => host.Services.GetRequiredKeyedService<AnyClient>("caller");

        if (expected)
        {
            create().Address.ShouldBe(new Uri(address));
        }
        else
        {
            Should.Throw<InvalidOperationException>(() => create()).Message.ShouldContain("Use https");
        }
    }

    public sealed class AnyClient(HttpClient http)
    {
        public Uri? Address => http.BaseAddress;
    }
}
