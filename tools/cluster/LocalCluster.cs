using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CauseFlow.Cluster.Processes;
using CauseFlow.Cluster.Servers;
using CauseFlow.Cluster.Replicas;
using CauseFlow.Cluster.Tls;

namespace CauseFlow.Cluster;

/// <summary>
/// CauseFlow as it runs in production, on this machine alone: each service a process of its own with its own identity, RabbitMQ
/// with a user and permissions for each, PostgreSQL with a role for each, and TLS between all of them under one local authority.
/// </summary>
public sealed class LocalCluster : IAsyncDisposable
{
    private const string MigrationRole = "migration";
    private const string Database = "causeflow";
    private const string MaintenanceDatabase = "postgres";

    /// <summary>Longer than a collection takes.</summary>
    private static readonly TimeSpan UpgradeGrace = TimeSpan.FromSeconds(60);
    private readonly ClusterOptions _options;
    private readonly LocalAuthority _authority;
    private readonly Dictionary<string, string> _passwords;
    private readonly List<ServiceReplica> _replicas = [];
    private readonly HttpClient _http;

    private LocalCluster(ClusterOptions options, TimeProvider time)
    {
        _options = options;
        _authority = new LocalAuthority(Path.Combine(options.Folder, "tls"), time);
        _passwords = ServiceNames.All.Append(MigrationRole).ToDictionary(name => name, _ => RandomNumberGenerator.GetHexString(32, lowercase: true));
        _http = ClientOf(_authority.CaFile);
    }

    public LocalPostgreSql PostgreSql { get; private set; } = null!;

    public LocalRabbitMq RabbitMq { get; private set; } = null!;

    public IReadOnlyList<ServiceReplica> Replicas => _replicas;

    /// <summary>The public door, plain http on loopback: a proxy of the operator's ends TLS before it.</summary>
    public Uri Url => new($"http://127.0.0.1:{Of(ServiceNames.Gateway).ApiPort}");

    /// <summary>Shown once by the first start.</summary>
    public string FirstAdminKey => File.ReadAllText(AdminKeyFile).Trim();

    /// <summary>Spans of every service.</summary>
    public IReadOnlyList<string> TraceFiles => [.. _replicas.Select(replica => replica.TraceFile)];

    private IReadOnlyList<string> Services => _options.HasDashboard ? [.. ServiceNames.All, ServiceNames.Dashboard] : ServiceNames.All;

    internal string AdminKeyFile => Path.Combine(_options.Folder, "admin-key");

    /// <summary>Starts servers, makes users, roles, keys and certificates, then starts every service and waits until all are ready.</summary>
    /// <exception cref="ProcessException">A program is missing or ended; the message holds its last words.</exception>
    public static async Task<LocalCluster> StartAsync(ClusterOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var cluster = new LocalCluster(options, time);
        try
        {
            await cluster.StartServersAsync(cancellationToken);
            cluster.Prepare();
            await cluster.MigrateAsync(cancellationToken);
            await cluster.StartServicesAsync(cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The first replica of a service.</summary>
    public ServiceReplica Of(string service) => _replicas.First(replica => replica.Service == service);

    /// <summary>The password of a service's bus user and database role.</summary>
    public string PasswordOf(string service) => _passwords[service];

    /// <summary>Starts a replica again, and waits until it is ready.</summary>
    public async Task RestartAsync(ServiceReplica replica, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(replica);
        replica.Start();
        await replica.ReadyAsync(_http, cancellationToken);
    }

    /// <summary>
    /// By the steps of docs/kubernetes.md: this clone's migrations while the release before it works on, then one replica after the
    /// other ends within its grace and starts again as what is in this clone.
    /// </summary>
    /// <param name="aroundAsync">Is given the change of each replica to carry out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task UpgradeAsync(Func<Func<Task>, Task> aroundAsync, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(aroundAsync);
        foreach (var replica in ServiceNames.WithStore.Select(Of))
        {
            replica.Release = RepositoryPaths.Root;
        }

        await MigrateAsync(cancellationToken);
        foreach (var replica in _replicas)
        {
            await aroundAsync(async () =>
            {
                await replica.StopAsync(UpgradeGrace);
                replica.Release = RepositoryPaths.Root;
                await RestartAsync(replica, cancellationToken);
            });
        }
    }

    /// <summary>All that the services have stored, by the command of docs/runbook.md.</summary>
    /// <returns>The file.</returns>
    public async Task<string> BackUpAsync(CancellationToken cancellationToken)
    {
        var file = Path.Combine(_options.Folder, "causeflow.dump");
        await PostgreSql.BackUpAsync(Database, file, cancellationToken);
        return file;
    }

    /// <summary>
    /// By the steps of docs/runbook.md: services end, a back-up goes into a new database, RabbitMQ is emptied, the migrations
    /// run, services start. Keys and roles stay.
    /// </summary>
    public async Task RestoreAsync(string backup, CancellationToken cancellationToken)
    {
        await Task.WhenAll(_replicas.Select(replica => replica.KillAsync()));
        await PostgreSql.RestoreAsync(Database, backup, cancellationToken);
        await RabbitMq.EmptyAsync(cancellationToken);
        await MigrateAsync(cancellationToken);
        await StartServicesAsync(cancellationToken);
    }

    /// <summary>Trusts what the cluster's own authority has signed; for the services' own ports.</summary>
    public HttpClient CreateClient() => ClientOf(_authority.CaFile);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_replicas.Select(replica => replica.DisposeAsync().AsTask()));
        if (RabbitMq is not null)
        {
            await RabbitMq.DisposeAsync();
        }

        if (PostgreSql is not null)
        {
            await PostgreSql.DisposeAsync();
        }

        _http.Dispose();
        _authority.Dispose();
    }

    private async Task StartServersAsync(CancellationToken cancellationToken)
    {
        var definitions = RabbitMqDefinitions.Create(
            await File.ReadAllTextAsync(Path.Combine(RepositoryPaths.Root, "deploy", "rabbitmq", "permissions.json"), cancellationToken),
            ServiceNames.OnBus.ToDictionary(name => name, name => _passwords[name]));
        var postgres = LocalPostgreSql.StartAsync(_options.DatabaseFolder, _authority, cancellationToken);
        try
        {
            RabbitMq = await LocalRabbitMq.StartAsync(
                Path.Combine(_options.Folder, "rabbitmq"), _authority, definitions, _options.RabbitMqNodes, cancellationToken);
        }
        finally
        {
            // Also when the other has failed: a server that is up must be known, to be stopped.
            PostgreSql = await postgres;
        }

        await PostgreSql.ExecuteAsync($"create database {Database}", MaintenanceDatabase, cancellationToken);
        await PostgreSql.ExecuteAsync(
            $"create role {MigrationRole} login password '{_passwords[MigrationRole]}'; grant create on database {Database} to {MigrationRole};",
            Database, cancellationToken);
        foreach (var service in ServiceNames.WithStore)
        {
            await PostgreSql.ExecuteAsync(
                $"create role \"{service}\" login password '{_passwords[service]}'", Database, cancellationToken);
        }
    }

    private void Prepare()
    {
        foreach (var service in Services)
        {
            var count = ServiceNames.Collectors.Contains(service) ? _options.CollectorReplicas : 1;
            ServiceKeyFiles.Create(KeyFolder(service), TrustedFolder, service);
            for (var i = 1; i <= count; i++)
            {
                _replicas.Add(new ServiceReplica(service, Path.Combine(_options.Folder, $"{service}-{i}"))
                {
                    Release = _options.Release ?? RepositoryPaths.Root,
                });
            }
        }

        var certificates = Services.ToDictionary(service => service, service => _authority.Issue(service));
        var settings = new ReplicaSettings(this, _options, _authority.CaFile);
        foreach (var replica in _replicas)
        {
            replica.Set(settings.Common(replica, certificates[replica.Service]));
            replica.Set(settings.Own(replica.Service));
            replica.Set(_options.Settings);
            replica.Set(_options.ServiceSettings.GetValueOrDefault(replica.Service) ?? new Dictionary<string, string>());
        }
    }

    /// <summary>A step of its own, with a role that may make tables: the services' roles may not.</summary>
    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        foreach (var service in ServiceNames.WithStore)
        {
            await Of(service).RunAsync(
                "migrate", new Dictionary<string, string> { ["Storage:MigrationConnectionString"] = ConnectionOf(MigrationRole) }, cancellationToken);
        }
    }

    internal string ConnectionOf(string role) =>
        $"Host={LocalAuthority.HostName};Port={PostgreSql.Port};Database={Database};Username={role};Password={_passwords[role]};"
        + $"SSL Mode=VerifyFull;Root Certificate={_authority.CaFile};Maximum Pool Size=30";

    private async Task StartServicesAsync(CancellationToken cancellationToken)
    {
        // All at once, as a cluster does: none may need another to be there first.
        foreach (var replica in _replicas)
        {
            replica.Start();
        }

        await Task.WhenAll(_replicas.Select(replica => replica.ReadyAsync(_http, cancellationToken)));
    }

    internal string KeyFolder(string service) => Path.Combine(_options.Folder, "keys", service);

    internal string TrustedFolder => Path.Combine(_options.Folder, "keys", "trusted");

    private static HttpClient ClientOf(string caFile)
    {
        var handler = new SocketsHttpHandler();
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(caFile);
        handler.SslOptions.CertificateChainPolicy = policy;
        return new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(5) };
    }
}
