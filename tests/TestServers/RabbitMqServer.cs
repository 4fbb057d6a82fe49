using Testcontainers.RabbitMq;

namespace CauseFlow.TestServers;

/// <summary>
/// A RabbitMQ for this test run: the address in CAUSEFLOW_TEST_RABBITMQ (amqp://user:password@host:port), else Docker,
/// else the locally installed server. None of them is an error, never a skip.
/// </summary>
public sealed class RabbitMqServer : IAsyncLifetime
{
    private const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private IAsyncDisposable? _owned;
    private ServerProcess? _names;

    public Uri Address { get; private set; } = new("amqp://guest:guest@127.0.0.1:5672");

    /// <summary>The bus configuration that reaches it.</summary>
    public IReadOnlyDictionary<string, string?> Configuration
    {
        get
        {
            var user = Address.UserInfo.Split(':');
            return new Dictionary<string, string?>
            {
                ["Bus:Transport"] = "RabbitMq",
                ["Bus:Host"] = Address.Host,
                ["Bus:Port"] = Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["Bus:Username"] = user[0],
                ["Bus:Password"] = user[1],
            };
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("CAUSEFLOW_TEST_RABBITMQ") is { Length: > 0 } address)
        {
            Address = new Uri(address);
        }
        else if (ServerProcess.HasDocker)
        {
            var container = new RabbitMqBuilder("rabbitmq:3.13").Build();
            await container.StartAsync();
            _owned = container;
            Address = new Uri(container.GetConnectionString());
        }
        else
        {
            await StartLocalAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_owned is not null)
        {
            await _owned.DisposeAsync();
        }

        if (_names is not null)
        {
            await _names.DisposeAsync();
        }
    }

    private async Task StartLocalAsync()
    {
        if (!File.Exists(Program))
        {
            throw new InvalidOperationException(
                "The tests need RabbitMQ: set CAUSEFLOW_TEST_RABBITMQ, start Docker, or install rabbitmq-server (./dev test does).");
        }

        var folder = Directory.CreateTempSubdirectory("causeflow-rabbitmq-").FullName;
        var (port, names) = (LoopbackPort.Next(), LoopbackPort.Next());

        // Erlang would start it by itself, as a daemon that outlives the run.
        _names = await ServerProcess.StartAsync(
            "epmd", ["-port", $"{names}", "-address", "127.0.0.1"], new Dictionary<string, string>(),
            Directory.CreateTempSubdirectory("causeflow-epmd-").FullName, names);
        var plugins = Path.Combine(folder, "enabled_plugins");
        await File.WriteAllTextAsync(plugins, "[].");
        var environment = new Dictionary<string, string>
        {
            ["HOME"] = folder,
            ["RABBITMQ_NODENAME"] = $"causeflow{port}@localhost",
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = $"{port}",
            ["RABBITMQ_DIST_PORT"] = $"{LoopbackPort.Next()}",
            ["ERL_EPMD_PORT"] = $"{names}",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "mnesia"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = plugins,
        };
        _owned = await ServerProcess.StartAsync(Program, [], environment, folder, port);
        Address = new Uri($"amqp://guest:guest@127.0.0.1:{port}");
    }
}
