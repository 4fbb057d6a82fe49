using System.Globalization;
using CauseFlow.ServiceDefaults.Tls;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace CauseFlow.Messaging.ErrorQueues;

/// <summary>
/// One operator's look at error queues, on a connection of its own: what it takes and does not end goes back to its place
/// when it is disposed, also when the process dies.
/// </summary>
internal sealed class ErrorQueueSession : IAsyncDisposable
{
    // A newer RabbitMQ drops what a quorum queue has handed out and got back 20 times: before that, the message is replaced.
    private const int MaxReturns = 10;
    private const int MaxHeldBytes = 32 * 1024 * 1024;
    private const ushort NotFound = 404;
    private readonly IConnection _connection;
    private IChannel _channel;

    private ErrorQueueSession(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    public static async Task<ErrorQueueSession> OpenAsync(BusOptions options, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory
        {
            VirtualHost = options.VirtualHost,
            UserName = options.Username,
            Password = options.Password,
            AutomaticRecoveryEnabled = false,
            RequestedConnectionTimeout = TimeSpan.FromSeconds(options.PublishTimeoutSeconds),
            ContinuationTimeout = TimeSpan.FromSeconds(options.PublishTimeoutSeconds),
            ClientProvidedName = "error queues",
        };
        var connection = await factory.CreateConnectionAsync(NodesOf(options), cancellationToken);
        try
        {
            return new ErrorQueueSession(connection, await OpenChannelAsync(connection, cancellationToken));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Messages that wait; null when there is no such queue.</summary>
    public async Task<long?> CountAsync(string queue, CancellationToken cancellationToken)
    {
        try
        {
            return (await _channel.QueueDeclarePassiveAsync(queue, cancellationToken)).MessageCount;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == NotFound)
        {
            await _channel.DisposeAsync();
            _channel = await OpenChannelAsync(_connection, cancellationToken);
            return null;
        }
    }

    /// <summary>The next message, or null at the end of the queue or of what may be held at once.</summary>
    public async Task<DeadMessage?> TakeAsync(string queue, int held, CancellationToken cancellationToken) =>
        held < MaxHeldBytes && await _channel.BasicGetAsync(queue, autoAck: false, cancellationToken) is { } got
            ? DeadMessageReader.Read(got.Body, got.BasicProperties, got.DeliveryTag)
            : null;

    /// <summary>Publishes it to the endpoint that gave it up, confirmed, then takes it off the error queue.</summary>
    public async Task ResendAsync(DeadMessage message, string endpoint, CancellationToken cancellationToken)
    {
        var properties = new BasicProperties(message.Properties!) { Headers = Headers(message.Properties!, IsOfFault) };
        await PublishAsync(endpoint, properties, message.Body, cancellationToken);
        await RemoveAsync(message, cancellationToken);
    }

    public async Task RemoveAsync(DeadMessage message, CancellationToken cancellationToken) =>
        await _channel.BasicAckAsync(message.DeliveryTag, multiple: false, cancellationToken);

    /// <summary>Puts a message back; one that has come back often as a fresh copy at the end.</summary>
    public async Task ReturnAsync(DeadMessage message, string queue, CancellationToken cancellationToken)
    {
        if (ReturnsOf(message.Properties!) < MaxReturns)
        {
            await _channel.BasicNackAsync(message.DeliveryTag, multiple: false, requeue: true, cancellationToken);
            return;
        }

        var properties = new BasicProperties(message.Properties!)
        {
            Headers = Headers(message.Properties!, name => name == "x-delivery-count"),
        };
        await PublishAsync(queue, properties, message.Body, cancellationToken);
        await RemoveAsync(message, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private Task PublishAsync(
        string exchange, BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        _channel.BasicPublishAsync(exchange, string.Empty, mandatory: true, properties, body, cancellationToken).AsTask();

    private static Task<IChannel> OpenChannelAsync(IConnection connection, CancellationToken cancellationToken) =>
        connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true),
            cancellationToken);

    private static List<AmqpTcpEndpoint> NodesOf(BusOptions options)
    {
        var nodes = options.Nodes.Count > 0 ? options.Nodes : [$"{options.Host}:{options.Port}"];
        return [.. nodes.Select(node =>
        {
            var end = node.LastIndexOf(':');
            var (host, port) = end < 0
                ? (node, options.Port)
                : (node[..end], int.Parse(node[(end + 1)..], CultureInfo.InvariantCulture));
            return new AmqpTcpEndpoint(host, port, TlsOf(options));
        })];
    }

    private static SslOption TlsOf(BusOptions options)
    {
        var tls = new SslOption(options.Host, enabled: options.UseTls);
        if (options is { UseTls: true, CaFile: { Length: > 0 } file })
        {
            tls.CertificateValidationCallback = Roots.OnlyThese(file);
        }

        return tls;
    }

    private static Dictionary<string, object?> Headers(IReadOnlyBasicProperties properties, Func<string, bool> isDropped) =>
        (properties.Headers ?? new Dictionary<string, object?>()).Where(header => !isDropped(header.Key))
            .ToDictionary(header => header.Key, header => header.Value, StringComparer.Ordinal);

    /// <summary>What the last failure left: with it the next one would look like it, and a count would go on.</summary>
    private static bool IsOfFault(string name) =>
        name.StartsWith("MT-Fault-", StringComparison.Ordinal) || name == "MT-Reason"
        || name.StartsWith("x-death", StringComparison.Ordinal) || name.StartsWith("x-first-death-", StringComparison.Ordinal)
        || name.StartsWith("x-last-death-", StringComparison.Ordinal) || name == "x-delivery-count";

    private static long ReturnsOf(IReadOnlyBasicProperties properties) =>
        properties.Headers?.TryGetValue("x-delivery-count", out var value) == true && value is not null
            ? Convert.ToInt64(value, CultureInfo.InvariantCulture)
            : 0;
}
