using System.Text.Json;
using CauseFlow.CredentialBroker.Providers;
using CauseFlow.CredentialBroker.Budgets;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Audit;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Keys;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.CredentialBroker.Oidc;
using CauseFlow.CredentialBroker.Providers.Aws;
using CauseFlow.CredentialBroker.Providers.Azure;
using CauseFlow.CredentialBroker.Providers.Gcp;
using CauseFlow.CredentialBroker.Providers.Tokens;
using CauseFlow.CredentialBroker.Tests.Clouds;
using CauseFlow.Messaging;
using CauseFlow.Storage.Schema;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.CredentialBroker.Tests;

/// <summary>The broker's own registration on a SQLite file, with a fake STS and a fake clock, and no host.</summary>
public sealed class Broker : IDisposable
{
    public const string Tenant = "ten_01ARZ3NDEKTSV4RRFFQ69G5FAV";
    public const string Principal = "arn:aws:iam::409171461008:role/causeflow";
    public const string Role = "arn:aws:iam::123456789012:role/monitoring/CauseFlowRead";
    public const string Collector = "collector-aws";
    public const string Issuer = "https://causeflow.example.com";
    public const string Subscription = "11111111-2222-3333-4444-555555555555";
    private readonly ServiceProvider _services;
    private readonly bool _ownsFolder;

    public Broker(string? folder = null, Dictionary<string, string?>? settings = null, bool prepareKeys = true,
        bool ownsFolder = true, IStsClient? sts = null, ScriptedWire? wire = null,
        bool isOnline = false)
    {
        Wire = wire ?? Wire;
        _ownsFolder = ownsFolder;
        Folder = folder ?? Path.Combine(Path.GetTempPath(), $"broker-{Guid.NewGuid():N}");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:DataFolder"] = Path.Combine(Folder, "data"),
            ["Secrets:KeyFolder"] = Path.Combine(Folder, "keys", "secrets"),
            ["Secrets:CreateMissing"] = "true",
            ["Broker:KeyFolder"] = Path.Combine(Folder, "keys"),
            ["Broker:CreateMissingKeys"] = "true",
            ["Aws:PrincipalArn:aws"] = Principal,
            ["Broker:Leases:TestWaitSeconds"] = "0",
            ["Broker:Oidc:Issuer"] = Issuer,
        }).AddInMemoryCollection(settings ?? []).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<TimeProvider>(Time);
        services.AddCredentialBroker(configuration);
        services.Replace(ServiceDescriptor.Singleton(sts ?? Sts));
        if (!isOnline)
        {
            services.Replace(ServiceDescriptor.Singleton(new TokenSockets(Wire, Wire)));
        }

        _services = services.BuildServiceProvider(validateScopes: true);
        Get<IStoreSchema>().MigrateAsync(CancellationToken.None).GetAwaiter().GetResult();
        if (prepareKeys)
        {
            BrokerKeys.CreateMissing(Get<IOptions<BrokerKeyOptions>>().Value);
            CreateOidcKey();
        }
    }

    /// <summary>Making an RSA key takes a while: every broker of the process has the same.</summary>
    private static readonly Lazy<(string FileName, string Pem)> OidcKeyFile = new(() =>
        OidcKey.Create(new DateTimeOffset(2026, 3, 1, 11, 0, 0, TimeSpan.Zero)));

    private void CreateOidcKey()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, "keys", "oidc"));
        File.WriteAllText(Path.Combine(folder.FullName, OidcKeyFile.Value.FileName), OidcKeyFile.Value.Pem);
    }

    public string Folder { get; }
    public string DatabaseFile => Path.Combine(Folder, "data", "credential-broker.db");
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    public FakeSts Sts { get; } = new();

    /// <summary>The token endpoints of Azure and Google Cloud.</summary>
    public ScriptedWire Wire { get; } = new();

    public string? ConnectionString => Get<IConfiguration>()["Storage:ConnectionString"];

    public AsyncServiceScope Scope() => _services.CreateAsyncScope();

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public BrokerDbContext NewContext() => Get<IDbContextFactory<BrokerDbContext>>().CreateDbContext();

    public Task<T> RunAsync<T>(Func<BrokerWork, Task<T>> work) =>
        Get<BrokerTransactions>().RunAsync(work, CancellationToken.None);

    public Task RecordAsync(string action, string tenant = Tenant) => RunAsync(async work =>
        await work.Audit.AppendAsync(new AuditEntry
        {
            TenantId = tenant, Actor = "tester", Action = action, Subject = "subject",
            Details = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" },
        }));

    public async Task<AuditVerification> VerifyAsync(SignedHead? head = null)
    {
        await using var db = NewContext();
        return await new AuditVerifier(db, Get<AuditChain>()).VerifyAsync(Tenant, head, CancellationToken.None);
    }

    public Task<LeaseDecision?> DecideAsync(InvestigationRequested request) => RunAsync(async work =>
    {
        var decision = await work.Desk.DecideAsync(request, CancellationToken.None);
        return decision;
    });

    public Task<IReadOnlyList<LeaseClosed>> EndAsync(
        InvestigationRequested request, LeaseCloseReason reason = LeaseCloseReason.Completed) =>
        RunAsync(work => work.Closing.EndPassAsync(
            request.TenantId, request.InvestigationId, request.Pass, reason, CancellationToken.None));

    /// <summary>As the consumer does, with its commit.</summary>
    public async Task SettleAsync(CollectionCompleted ended)
    {
        await using var scope = Scope();
        await scope.ServiceProvider.GetRequiredService<RunSettlement>().SettleAsync(ended, CancellationToken.None);
        await scope.ServiceProvider.GetRequiredService<BrokerDbContext>().SaveChangesAsync();
    }

    public async Task<IntegrationView> ConnectAsync(string tenant = Tenant, string role = Role) =>
        (await Get<IntegrationDesk>().ConnectAsync("admin", AwsConnect.Create(tenant, new ConnectAwsRequest
        {
            RoleArn = role, Regions = ["eu-west-1", "us-east-1"],
            TopicArns = ["arn:aws:sns:eu-west-1:123456789012:alarms"], LogGroups = ["/aws/lambda/checkout"],
        }, Time), [], CancellationToken.None)).Integration.ShouldNotBeNull();

    /// <summary>Connects a subscription with an application of its own.</summary>
    public Task<IntegrationOutcome> ConnectAzureAsync(ConnectAzureRequest? change = null, string tenant = Tenant) =>
        ConnectAzureWithAsync(change ?? new ConnectAzureRequest { ClientSecret = AzureSecret }, tenant);

    private async Task<IntegrationOutcome> ConnectAzureWithAsync(ConnectAzureRequest request, string tenant)
    {
        var whole = request with
        {
            TenantId = request.TenantId ?? Entra.Guid(), ClientId = request.ClientId ?? Entra.Guid(),
            SubscriptionIds = request.SubscriptionIds ?? [Subscription],
        };
        ConnectAzureValidation.Check(whole, Time.GetUtcNow()).ShouldBeEmpty();
        var integration = await Get<AzureConnect>().CreateAsync(tenant, "admin", whole, CancellationToken.None);
        return await JudgedAsync(await Get<IntegrationDesk>().ConnectAsync("admin", integration, [], CancellationToken.None));
    }

    /// <summary>Connects a project with a key.</summary>
    public async Task<IntegrationOutcome> ConnectGcpAsync(
        object? document = null, ConnectGcpRequest? request = null, string tenant = Tenant)
    {
        var whole = (request ?? new ConnectGcpRequest()) with { ProjectIds = request?.ProjectIds ?? [GoogleCloud.Project] };
        var (credential, error) = Get<GcpDocuments>().Read(GoogleCloud.Json(document ?? GoogleCloud.Key()));
        error.ShouldBeNull();
        var integration = await Get<GcpConnect>().CreateAsync(tenant, "admin", whole, credential!, CancellationToken.None);
        return await JudgedAsync(
            await Get<IntegrationDesk>().ConnectAsync("admin", integration, credential!.Notes, CancellationToken.None));
    }

    /// <summary>As if a report had said that the principal may only read, with the test's lease still open.</summary>
    private async Task<IntegrationOutcome> JudgedAsync(IntegrationOutcome outcome)
    {
        if (outcome.Integration is { } view)
        {
            await JudgeAsync(view.Id, ExcessVerdict.None);
        }

        return outcome;
    }

    public async Task JudgeAsync(string integrationId, ExcessVerdict verdict)
    {
        await using var db = NewContext();
        (await db.Integrations.SingleAsync(x => x.Id == integrationId)).Excess = verdict;
        await db.SaveChangesAsync();
    }

    public const string AzureSecret = "CANARY~azure.secret-4f1c";

    public async Task<ConnectionTestResult> LastTestAsync(string id)
    {
        await using var db = NewContext();
        return (await db.Integrations.AsNoTracking().SingleAsync(x => x.Id == id)).LastTest.ShouldNotBeNull();
    }

    /// <summary>What the collector's report of the open connection test leads to.</summary>
    public Task<TestReported?> ReportAsync(string integrationId, params PermissionResult[] permissions) =>
        ReportAsync(integrationId, integrationId, permissions);

    /// <summary>The report of one integration's test, which claims to be of another.</summary>
    public Task<TestReported?> ReportAsync(
        string integrationId, string claimed, params PermissionResult[] permissions) => RunAsync(async work =>
    {
        var lease = await work.Db.Leases.SingleAsync(x => x.OpenTestOf == integrationId);
        var report = new AccessTested
        {
            TenantId = Tenant, LeaseId = lease.Id, IntegrationId = claimed, Permissions = permissions,
            TestedAt = Time.GetUtcNow(),
        };
        return await new TestReports(work.Db, work.Audit, work.Tests, Get<CloudAccesses>(),
            Get<IOptions<IntegrationOptions>>(), Time).ApplyAsync(report, CancellationToken.None);
    });

    public Task<RedeemOutcome> RedeemAsync(
        string token, string runId = "run_1", string caller = Collector, string audience = "aws") =>
        Get<Redeemer>().RedeemAsync(
            new RedeemRequest { Token = token, Audience = audience, RunId = runId }, caller, CancellationToken.None);

    public async Task<(InvestigationRequested Request, ISessionGranted Grant)> GrantAsync()
    {
        await ConnectAsync();
        var request = Request();
        var decision = await DecideAsync(request);
        return (request, decision.ShouldNotBeNull().Grants.Single());
    }

    public InvestigationRequested Request(string account = "123456789012", string region = "eu-west-1") => new()
    {
        TenantId = Tenant, InvestigationId = Ids.New("inv", Time), IncidentId = Ids.New("inc", Time), IncidentKey = "key",
        Trigger = InvestigationTrigger.Alarm, Pass = 1, RequestedAt = Time.GetUtcNow(),
        Window = new InvestigationWindow { From = Time.GetUtcNow().AddMinutes(-15), To = Time.GetUtcNow(), Baselines = [] },
        Alarm = new AlarmFact
        {
            Provider = CloudProvider.Aws, Id = $"arn:aws:cloudwatch:{region}:{account}:alarm:a", Name = "a",
            Account = account, Region = region, State = AlarmState.Alarm, StateChangedAt = Time.GetUtcNow(),
        },
    };

    public IReadOnlyList<T> Sent<T>()
    {
        using var db = NewContext();
        return db.Set<OutboxMessage>().AsNoTracking().OrderBy(x => x.Seq).Where(x => x.Type == typeof(T).FullName)
            .ToList().ConvertAll(x => JsonSerializer.Deserialize<T>(x.Body, ContractJson.Options)!);
    }

    public IReadOnlyList<string> Actions()
    {
        using var db = NewContext();
        return db.AuditRecords.Where(x => x.TenantId == Tenant).OrderBy(x => x.Sequence).Select(x => x.Action).ToList();
    }

    public IReadOnlyList<AuditRecord> Records()
    {
        using var db = NewContext();
        return db.AuditRecords.Where(x => x.TenantId == Tenant).OrderBy(x => x.Sequence).ToList();
    }

    public void Execute(string sql)
    {
        using var db = NewContext();
        db.Database.ExecuteSqlRaw(sql);
    }

    public void Dispose()
    {
        _services.Dispose();
        SqliteConnection.ClearAllPools();
        if (_ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
