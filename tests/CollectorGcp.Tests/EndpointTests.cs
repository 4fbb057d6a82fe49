using CauseFlow.Collection;
using CauseFlow.CollectorGcp.Clients;
using Microsoft.Extensions.Configuration;

namespace CauseFlow.CollectorGcp.Tests;

/// <summary>Where Google's APIs answer when the operator says so.</summary>
public sealed class EndpointTests
{
    [Theory]
    [InlineData("http://proxy.example/")]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("proxy.example")]
    public void An_address_that_would_take_tokens_in_the_clear_is_refused(string address) =>
        Should.Throw<PermanentCollectionException>(() => At(address)).Message.ShouldContain("in the clear");

    [Theory]
    [InlineData("https://proxy.example/")]
    [InlineData("http://127.0.0.1:5000/")]
    [InlineData("http://localhost:5000/")]
    public void Tls_and_this_machine_are_taken(string address) => At(address).ShouldBe(new Uri(address));

    private static Uri At(string address) => new GcpEndpoints(new ConfigurationBuilder().AddInMemoryCollection(
        [new($"CLOUDSDK_API_ENDPOINT_OVERRIDES_{GcpApi.ResourceManager.Variable}", address)]).Build()).Of(GcpApi.ResourceManager);
}
