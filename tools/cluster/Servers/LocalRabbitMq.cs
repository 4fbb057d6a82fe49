using CauseFlow.Cluster.Processes;
using CauseFlow.Cluster.Tls;

namespace CauseFlow.Cluster.Servers;

/// <summary>
/// The locally installed RabbitMQ as one node or several that form a cluster, each on a folder and ports of its own and over TLS
/// only: nodes can be killed and started again.
/// </summary>
public sealed class LocalRabbitMq : IAsyncDisposable
{
    private const string Server = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private const string Control = "/usr/lib/rabbitmq/bin/rabbitmqctl";
    private readonly string _folder;
    private readonly ChildProcess _names;
    private readonly int _namesPort;
    private readonly List<Node> _nodes = [];

    private LocalRabbitMq(string folder, ChildProcess names, int namesPort) =>
        (_folder, _names, _namesPort) = (folder, names, namesPort);

    public static bool IsInstalled => File.Exists(Server);

    /// <summary>Ports of the nodes, for AMQP over TLS at <c>localhost</c>.</summary>
    public IReadOnlyList<int> Ports => [.. _nodes.Select(node => node.Port)];

    /// <param name="folder">Where its data goes.</param>
    /// <param name="authority">Signs the certificate.</param>
    /// <param name="definitions">See <see cref="RabbitMqDefinitions"/>.</param>
    /// <param name="nodes">How many form the cluster.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ProcessException">It is not installed, or does not come up.</exception>
    public static async Task<LocalRabbitMq> StartAsync(
        string folder, LocalAuthority authority, string definitions, int nodes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(authority);
        if (!IsInstalled)
        {
            throw new ProcessException("RabbitMQ is not installed (Debian: rabbitmq-server); ./dev test installs it.");
        }

        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "definitions.json"), definitions, cancellationToken);

        // The server would start the name service as a daemon that outlives it: here it is a child as well.
        var namesPort = FreePort.Next();
        var names = ChildProcess.Start(
            "epmd", "epmd", ["-port", $"{namesPort}", "-address", "127.0.0.1"], new Dictionary<string, string>(), folder);
        var server = new LocalRabbitMq(folder, names, namesPort);
        var certificate = authority.Issue("rabbitmq");
        for (var i = 1; i <= nodes; i++)
        {
            server._nodes.Add(new Node($"causeflow{i}@localhost", FreePort.Next(), FreePort.Next()));
        }

        foreach (var node in server._nodes)
        {
            await File.WriteAllTextAsync(server.ConfigurationOf(node), server.Configuration(node, authority, certificate), cancellationToken);
        }

        try
        {
            await Task.WhenAll(Enumerable.Range(0, nodes).Select(i => server.StartAsync(i, cancellationToken)));
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one node, again after <see cref="KillAsync"/>, and waits until it serves.</summary>
    public async Task StartAsync(int index, CancellationToken cancellationToken)
    {
        var node = _nodes[index];
        node.Process = ChildProcess.Start(node.Name, Server, [], EnvironmentOf(node), _folder);
        await node.Process.WhenReadyAsync(async token => await FreePort.AnswersAsync(node.Port, token) ? "up" : null, cancellationToken);
    }

    public Task KillAsync(int index) => _nodes[index].Process?.KillAsync() ?? Task.CompletedTask;

    /// <summary>Starts every node on a new volume: users are those of the definitions, queues and messages are gone.</summary>
    public async Task EmptyAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(Enumerable.Range(0, _nodes.Count).Select(KillAsync));
        Directory.Delete(DataFolder, recursive: true);
        await Task.WhenAll(Enumerable.Range(0, _nodes.Count).Select(i => StartAsync(i, cancellationToken)));
    }

    /// <summary>Runs <c>rabbitmqctl</c> on the first node that is up, as <c>list_queues</c>.</summary>
    public Task<string> ControlAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var node = _nodes.First(node => node.Process is { Exited.IsCompleted: false });
        return ChildProcess.RunAsync(
            "rabbitmqctl", Control, ["-n", node.Name, "-q", .. arguments], EnvironmentOf(node), _folder, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        // Killed, not asked: it would take half a minute to say good-bye to nobody.
        await Task.WhenAll(Enumerable.Range(0, _nodes.Count).Select(KillAsync));
        foreach (var node in _nodes.Where(node => node.Process is not null))
        {
            await node.Process!.DisposeAsync();
        }

        await _names.DisposeAsync();
    }

    private string ConfigurationOf(Node node) => Path.Combine(_folder, $"{node.Name}.conf");

    private string Configuration(Node node, LocalAuthority authority, (string CertificateFile, string KeyFile) certificate)
    {
        var peers = _nodes.Select((peer, i) => $"cluster_formation.classic_config.nodes.{i + 1} = {peer.Name}");
        return $"""
            listeners.tcp = none
            listeners.ssl.1 = 127.0.0.1:{node.Port}
            ssl_options.cacertfile = {authority.CaFile}
            ssl_options.certfile = {certificate.CertificateFile}
            ssl_options.keyfile = {certificate.KeyFile}
            ssl_options.verify = verify_none
            ssl_options.fail_if_no_peer_cert = false
            load_definitions = {Path.Combine(_folder, "definitions.json")}
            cluster_formation.peer_discovery_backend = classic_config
            {string.Join('\n', peers)}

            """;
    }

    private Dictionary<string, string> EnvironmentOf(Node node) => new()
    {
        ["HOME"] = _folder,
        ["RABBITMQ_NODENAME"] = node.Name,
        ["RABBITMQ_CONFIG_FILE"] = ConfigurationOf(node),
        ["RABBITMQ_DIST_PORT"] = $"{node.DistributionPort}",
        ["RABBITMQ_MNESIA_BASE"] = DataFolder,
        ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "log"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = PluginsFile(),
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "+S 2:2 +sbwt none -kernel inet_dist_use_interface {127,0,0,1}",
        ["ERL_EPMD_PORT"] = $"{_namesPort}",
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
    };

    private string DataFolder => Path.Combine(_folder, "mnesia");

    private string PluginsFile()
    {
        var file = Path.Combine(_folder, "enabled_plugins");
        if (!File.Exists(file))
        {
            File.WriteAllText(file, "[].");
        }

        return file;
    }

    private sealed class Node(string name, int port, int distributionPort)
    {
        public string Name { get; } = name;
        public int Port { get; } = port;
        public int DistributionPort { get; } = distributionPort;
        public ChildProcess? Process { get; set; }
    }
}
