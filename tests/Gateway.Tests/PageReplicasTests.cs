using System.Net;
using CauseFlow.Gateway.Routes;
using Microsoft.Extensions.Time.Testing;
using Yarp.ReverseProxy.Configuration;

namespace CauseFlow.Gateway.Tests;

/// <summary>Whoever opened a page on one replica comes back to that one: behind one name it would be another at each connection.</summary>
public sealed class PageReplicasTests
{
    private readonly FakeTimeProvider time = new();
    private IPAddress[]? answer = [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("fd00::2")];

    [Fact]
    public async Task Each_replica_behind_the_name_is_a_destination_and_keeps_the_name_for_its_certificate()
    {
        var found = await ResolveAsync("dashboard", "https://dashboard:8080");

        found.Values.Select(one => one.Address).ShouldBe(["https://10.0.0.1:8080/", "https://[fd00::2]:8080/"]);
        found.Values.ShouldAllBe(one => one.Host == "dashboard:8080");
        found.Keys.ShouldBe(["dashboard-10.0.0.1", "dashboard-fd00::2"], "the same in every gateway: the cookie names it");
    }

    [Fact]
    public async Task Names_are_looked_up_again_and_one_that_is_unknown_stays_what_it_is()
    {
        answer = null;
        var resolver = Resolver();

        var first = await resolver.ResolveDestinationsAsync(Of("dashboard", "https://dashboard:8080"), default);

        first.Destinations.Values.Single().Address.ShouldBe("https://dashboard:8080");
        first.ChangeToken!.HasChanged.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(5));
        first.ChangeToken.HasChanged.ShouldBeTrue();
    }

    [Theory]
    [InlineData("ingestion", "https://ingestion:8080")]
    [InlineData("dashboard", "http://127.0.0.1:5000")]
    [InlineData("dashboard", "http://localhost:5000")]
    public async Task What_keeps_nothing_or_is_one_address_stays_what_it_is(string name, string address) =>
        (await ResolveAsync(name, address)).Values.Single().Address.ShouldBe(address);

    private async Task<IReadOnlyDictionary<string, DestinationConfig>> ResolveAsync(string name, string address) =>
        (await Resolver().ResolveDestinationsAsync(Of(name, address), default)).Destinations;

    private PageReplicas Resolver() => new(time, (_, _) => answer is null
        ? throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound) : Task.FromResult(answer));

    private static Dictionary<string, DestinationConfig> Of(string name, string address) => new() { [name] = new() { Address = address } };
}
