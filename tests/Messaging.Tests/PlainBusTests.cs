using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.Messaging.Tests;

/// <summary>What travels on the bus is not for everybody on the network to read.</summary>
public sealed class PlainBusTests
{
    [Theory]
    [InlineData("rabbitmq.internal")]
    [InlineData("10.0.0.7")]
    public void Another_machine_without_tls_is_refused(string host) =>
        Should.Throw<InvalidOperationException>(() => Add(("Bus:Host", host))).Message.ShouldContain("Bus:UseTls");

    [Theory]
    [InlineData("Bus:Host", "localhost")]
    [InlineData("Bus:Host", "127.0.0.1")]
    [InlineData("Bus:Host", "::1")]
    [InlineData("Bus:UseTls", "true")]
    [InlineData("Services:AllowPlainInternal", "true")]
    [InlineData("Bus:Transport", "InMemory")]
    public void This_machine_tls_and_a_network_that_encrypts_are_not(string key, string value) =>
        Should.NotThrow(() => Add(("Bus:Host", "rabbitmq.internal"), (key, value)));

    private static void Add(params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?> { ["Bus:Transport"] = "RabbitMq" };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        new ServiceCollection().AddServiceBus(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
    }
}
