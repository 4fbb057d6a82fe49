using System.Net.Security;
using CauseFlow.Cluster;
using CauseFlow.Cluster.Tls;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>One system of separate processes for the tests that break nothing of it, one after the other: each costs half a minute.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    public const string Name = "shared cluster";

    public Customer Customer { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Customer = await Customer.StartOnClusterAsync(
        options: new ClusterOptions
        {
            Folder = "", HasDashboard = true,

            // The proxy before the gateway, which ends TLS.
            Settings = new Dictionary<string, string> { ["Gateway:KnownProxies:0"] = "127.0.0.1" },
        });

    public ValueTask DisposeAsync() => Customer.DisposeAsync();
}

[CollectionDefinition(SharedCluster.Name)]
public sealed class SharedClusterDefinition : ICollectionFixture<SharedCluster>;

internal static class BusOfCluster
{
    /// <summary>Does something on the bus as one of the services; false when it may not.</summary>
    public static async Task<bool> TryOnBusAsync(this LocalCluster cluster, string service, Func<IChannel, ValueTask> act)
    {
        var factory = new ConnectionFactory
        {
            HostName = LocalAuthority.HostName,
            Port = cluster.RabbitMq.Ports[0],
            UserName = service,
            Password = cluster.PasswordOf(service),
            Ssl = new SslOption(LocalAuthority.HostName, enabled: true) { AcceptablePolicyErrors = SslPolicyErrors.RemoteCertificateChainErrors },
        };
        await using var connection = await factory.CreateConnectionAsync(TestContext.Current.CancellationToken);
        try
        {
            await using var channel = await connection.CreateChannelAsync(
                new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true),
                TestContext.Current.CancellationToken);
            await act(channel);
            return true;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == 403)
        {
            return false;
        }
    }
}
