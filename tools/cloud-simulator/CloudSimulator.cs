using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CauseFlow.CloudSimulation.AutoScaling;
using CauseFlow.CloudSimulation.Aws;
using CauseFlow.CloudSimulation.Azure;
using CauseFlow.CloudSimulation.CloudTrail;
using CauseFlow.CloudSimulation.CloudWatch;
using CauseFlow.CloudSimulation.Control;
using CauseFlow.CloudSimulation.DataStores;
using CauseFlow.CloudSimulation.Ec2;
using CauseFlow.CloudSimulation.Ecs;
using CauseFlow.CloudSimulation.Google;
using CauseFlow.CloudSimulation.Lambda;
using CauseFlow.CloudSimulation.LoadBalancing;
using CauseFlow.CloudSimulation.Logs;
using CauseFlow.CloudSimulation.Scenarios;
using CauseFlow.CloudSimulation.Signing;
using CauseFlow.CloudSimulation.Sns;
using CauseFlow.CloudSimulation.Sts;

namespace CauseFlow.CloudSimulation;

/// <summary>
/// The clouds' wire protocols on loopback for one scenario. All AWS services share one plain http port; SNS's certificates
/// and confirmations are on an https port of their own; a third port controls the simulator; Azure has one https port, all of
/// Google's APIs one plain http port.
/// </summary>
public sealed class CloudSimulator : IAsyncDisposable
{
    private readonly LoadedScenario scenario;
    private readonly CallLog calls = new();
    private readonly SessionStore sessions = new();
    private readonly AlarmState alarm;
    private readonly CertificateChain chain;
    private readonly X509Certificate2 tlsCertificate;
    private readonly SnsCertificates certificates;
    private readonly TimeProvider clock;
    private readonly MetricGenerator metrics;
    private readonly string snsHost;
    private readonly List<LoopbackServer> servers = [];
    private SnsPublisher? publisher;
    private SimulatedAzure? azure;

    private CloudSimulator(CloudSimulatorOptions options)
    {
        clock = options.TimeProvider;
        var data = options.LoadedScenario ?? ScenarioLoader.Load(options.Scenario);

        // CloudWatch keeps milliseconds; facts, messages and answers must agree on the instant.
        var alarmTime = (options.AlarmTime ?? clock.GetUtcNow()).ToUnixTimeMilliseconds();
        scenario = new LoadedScenario(data, DateTimeOffset.FromUnixTimeMilliseconds(alarmTime), clock);
        if (options.ExternalId is not null)
        {
            scenario.SetExternalId(null, options.ExternalId);
        }

        Google = data.Google is { } google ? new GoogleCloud(scenario, google, Switches, calls, clock) : null;
        Queues = new SimulatedQueues(clock);
        metrics = new MetricGenerator(scenario);
        alarm = new AlarmState(scenario, metrics);
        snsHost = options.SnsHost ?? $"sns.{data.Region}.sim.test";
        chain = CertificateChain.Open(options.StateDirectory, clock.GetUtcNow());
        using var tlsKey = KeyPool.Get("tls");
        tlsCertificate = chain.Issue(tlsKey, snsHost);
        certificates = new SnsCertificates(chain, clock);
    }

    /// <summary>Plain http; every AWS service answers here.</summary>
    public Uri AwsEndpoint => servers[0].Address("http", "127.0.0.1");

    /// <summary>https under the SNS host name; map that name to 127.0.0.1.</summary>
    public Uri SnsEndpoint => servers[1].Address("https", snsHost);

    public Uri ControlEndpoint => servers[2].Address("http", "127.0.0.1");

    /// <summary>Google Cloud; null where the scenario has no project there.</summary>
    public GoogleCloud? Google { get; }

    public string SnsRootPem => certificates.RootPem;

    public Scenario Scenario => scenario.Data;

    /// <summary>Faults to inject.</summary>
    public SwitchBoard Switches { get; } = new();

    /// <summary>What lies in queues of SQS.</summary>
    public SimulatedQueues Queues { get; }

    /// <summary>The last calls, oldest first.</summary>
    public IReadOnlyList<RecordedCall> Calls => calls.All;

    /// <summary>Sessions issued by STS, oldest first.</summary>
    public IReadOnlyList<IssuedSession> Sessions => [.. sessions.All.Select(IssuedSession.Of)];

    /// <summary>Builds, signs and delivers messages.</summary>
    public SnsPublisher Publisher => publisher!;

    /// <summary>Fetches of signing certificates in all.</summary>
    public int CertificateFetches => certificates.Fetches.Values.Sum();

    /// <summary>Azure; throws for a scenario without it.</summary>
    public SimulatedAzure Azure => azure ?? throw new InvalidOperationException($"Scenario {Scenario.Name} has no Azure.");

    public SimulatorFacts Facts => new()
    {
        Scenario = Scenario.Name,
        AwsEndpoint = AwsEndpoint,
        SnsEndpoint = SnsEndpoint,
        SnsHost = snsHost,
        SnsPort = SnsEndpoint.Port,
        ControlEndpoint = ControlEndpoint,
        SnsRootPem = SnsRootPem,
        Account = Scenario.Account,
        Region = Scenario.Region,
        PrincipalArn = Scenario.Principal.Arn,
        PrincipalAccessKeyId = Scenario.Principal.AccessKeyId,
        PrincipalSecretAccessKey = Scenario.Principal.SecretAccessKey,
        RoleArn = Scenario.RoleArn(Scenario.Roles[0]),
        RoleArns = Scenario.Roles.ToDictionary(role => role.Name, Scenario.RoleArn),
        ExternalId = scenario.Roles[0].ExternalId,
        TopicArn = Scenario.TopicArn,
        AlarmName = Scenario.Alarm.Name,
        AlarmArn = Scenario.AlarmArn,
        AlarmTime = scenario.AlarmTime,
        GoogleEndpoint = Google?.Endpoint,
        GoogleProject = Google?.Project,
        GoogleServiceAccountEmail = Google?.ServiceAccountEmail,
        GoogleServiceAccountKey = Google?.ServiceAccountKey,
        GoogleWorkloadIdentityAudience = Google?.WorkloadIdentityAudience,
        HasGoogleAlarm = Scenario.Google?.Alarm is not null,
        AzureEndpoint = azure?.Endpoint,
        AzureRootPem = azure?.RootPem,
        AzureTenantId = Scenario.Azure?.TenantId,
        AzureClientId = Scenario.Azure?.App.ClientId,
        AzureClientSecret = Scenario.Azure?.App.ClientSecret,
        AzureSubscriptions = Scenario.Azure?.Subscriptions,
        AzureWorkspaceId = Scenario.Azure?.Workspace?.Id,
        AzureAlertId = Scenario.Azure?.AlertId,
        Environment = VendorEnvironment.Of(Scenario, AwsEndpoint, azure?.Endpoint, Google?.Endpoint),
        Truth = Scenario.Truth,
        Canaries = Scenario.Canaries,
    };

    /// <summary>Starts all ports; throws when a fixed one is taken or the scenario is not readable.</summary>
    public static async Task<CloudSimulator> StartAsync(
        CloudSimulatorOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var simulator = new CloudSimulator(options);
        try
        {
            await simulator.ListenAsync(options, cancellationToken);
            return simulator;
        }
        catch
        {
            await simulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>Changes the external id that a role's trust policy demands.</summary>
    /// <param name="externalId">The new value.</param>
    /// <param name="roleName">Null: every role that has the condition.</param>
    public void SetExternalId(string externalId, string? roleName = null) =>
        scenario.SetExternalId(roleName, externalId);

    /// <summary>CloudTrail catches up: from now on it shows all that has happened.</summary>
    public void CompleteTrail() => scenario.IsTrailComplete = true;

    /// <summary>A signer with a certificate of its own, for messages that must be refused, or must not.</summary>
    public SnsMessageSigner IssueSigner(SnsSignerSpec spec) =>
        certificates.IssueSigner(spec, SnsEndpoint, RSA.Create(2048));

    /// <summary>
    /// Changes the alarm's state and sends the message to one address or to all confirmed subscriptions.
    /// </summary>
    public async Task<IReadOnlyList<SnsDelivery>> PublishAlarmAsync(
        AlarmPublication publication, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(publication);
        var at = publication.StateChangeTime?.ToUniversalTime()
            ?? (publication.State == "ALARM" ? scenario.AlarmTime : clock.GetUtcNow());
        var transition = alarm.Change(publication.State, at);
        var notification = Publisher.Notification(
            AlarmMessage.Subject(scenario, transition), AlarmMessage.Body(scenario, transition));
        var signed = Publisher.Signer.Sign(notification, publication.SignatureVersion);
        if (publication.Queue is { } queue)
        {
            Queues.Send(queue, signed.ToJsonString());
        }

        Uri[] targets = publication.IsLost || publication.Queue is not null ? []
            : publication.Url is { } url ? [url]
            : [.. Publisher.Subscriptions.Where(item => item.Confirmed).Select(item => item.Url)];
        return await Task.WhenAll(targets.Select(target => Publisher.DeliverAsync(target, signed, cancellationToken)));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }

        await (Google?.DisposeAsync() ?? ValueTask.CompletedTask);
        if (azure is not null)
        {
            await azure.DisposeAsync();
        }

        publisher?.Dispose();
        certificates.Dispose();
        tlsCertificate.Dispose();
        chain.Dispose();
    }

    private async Task ListenAsync(CloudSimulatorOptions options, CancellationToken cancellationToken)
    {
        var lines = new LogGenerator(scenario);
        IAwsService[] services =
        [
            new CloudWatchService(
                new AlarmOperations(scenario, alarm),
                new MetricOperations(scenario, metrics, new MetricFilterSeries(scenario, lines))),
            new LogsService(scenario, lines, new QueryStore(clock)),
            new LambdaService(scenario),
            new Ec2Service(scenario),
            new EcsService(scenario),
            new CloudTrailService(scenario),
            new LoadBalancingService(scenario),
            new AutoScalingService(scenario),
            new RdsService(scenario),
            new SqsService(scenario, Queues),
            new DynamoDbService(scenario),
            new StsService(new RoleAssumption(scenario, sessions)),
        ];
        var door = new AwsFrontDoor(
            services, new SigV4Verifier(Scenario, sessions, clock), Switches, calls, clock);
        servers.Add(await LoopbackServer.StartAsync(options.AwsPort, null, door.HandleAsync, cancellationToken));

        // The signer needs the port's number in its address, so the handler is completed after the port is open.
        SnsEndpoint? sns = null;
        var tls = new LoopbackTls(tlsCertificate, [chain.Intermediate]);
        servers.Add(await LoopbackServer.StartAsync(
            options.SnsPort, tls, (context, token) => sns!.HandleAsync(context, token), cancellationToken));
        var signer = certificates.IssueSigner(
            new SnsSignerSpec { LeafOnly = options.ServeLeafOnly }, SnsEndpoint, KeyPool.Get("signer"));
        publisher = new SnsPublisher(Scenario.TopicArn, SnsEndpoint, signer, clock);
        sns = new SnsEndpoint(certificates, publisher, Switches, calls, clock);
        await (Google?.ListenAsync(options.GooglePort, cancellationToken) ?? Task.CompletedTask);
        if (Scenario.Azure is { } data)
        {
            azure = await SimulatedAzure.StartAsync(
                scenario, data, chain, Switches, calls, metrics, clock, options.AzurePort, cancellationToken);
        }

        var control = new ControlApi(this);
        servers.Add(await LoopbackServer.StartAsync(options.ControlPort, null, control.HandleAsync, cancellationToken));
    }
}
