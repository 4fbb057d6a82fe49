using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Audit;
using CauseFlow.CredentialBroker.Budgets;
using CauseFlow.CredentialBroker.Credentials;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Providers.Aws.Setup;
using CauseFlow.CredentialBroker.Keys;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.CredentialBroker.Providers;
using CauseFlow.CredentialBroker.Oidc;
using CauseFlow.CredentialBroker.Providers.Aws;
using CauseFlow.CredentialBroker.Providers.Azure;
using CauseFlow.CredentialBroker.Providers.Gcp;
using CauseFlow.CredentialBroker.Providers.Tokens;
using CauseFlow.CredentialBroker.Queues;
using CauseFlow.CredentialBroker.Reconciling;
using CauseFlow.Messaging;
using CauseFlow.Messaging.ErrorQueues;
using CauseFlow.Secrets;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage;

namespace CauseFlow.CredentialBroker;

/// <summary>The credential broker as a host sees it.</summary>
public static class CredentialBrokerRegistration
{
    private const string Service = "credential-broker";

    // {
    //   "Broker": { "KeyFolder": "/var/lib/causeflow-keys", "CreateMissingKeys": false,
    //               "Leases": { "LeaseLifetime": "00:15:00" }, "Budgets": { "ScanBytes": 5000000000 },
    //               "Audit": { "HeadIntervalSeconds": 60, "RetentionDays": 400 }, "Oidc": { "Issuer": "https://causeflow.example.com" } },
    //   "Secrets": { "KeyFolder": "/var/lib/causeflow-keys/secrets", "CreateMissing": false },
    //   "Aws": { "PrincipalArn": { "aws": "arn:aws:iam::111122223333:role/causeflow" }, "AllowRolesWithoutExternalId": false }
    // }

    /// <summary>Adds the broker with its store, keys, consumers and sweeps.</summary>
    public static IServiceCollection AddCredentialBroker(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddServiceIdentity(Service);
        services.AddStore<BrokerDbContext>(configuration, Service);
        services.AddSecrets(configuration);
        AddOptions<BrokerKeyOptions>(services, configuration, "Broker");
        AddOptions<LeaseOptions>(services, configuration, "Broker:Leases");
        AddOptions<BudgetOptions>(services, configuration, "Broker:Budgets");
        AddOptions<AuditOptions>(services, configuration, "Broker:Audit");
        AddOptions<AwsOptions>(services, configuration, "Aws");
        AddOptions<TokenOptions>(services, configuration, "Broker:Tokens");
        AddOptions<IntegrationOptions>(services, configuration, "Broker:Integrations");
        AddOptions<CredentialOptions>(services, configuration, "Broker:Credentials");
        AddOptions<ReconcileOptions>(services, configuration, "Broker:Reconcile");
        AddOptions<QueueOptions>(services, configuration, "Broker:Intake");
        AddOptions<OidcOptions>(services, configuration, "Broker:Oidc");
        services.AddSingleton<BrokerKeys>();
        services.AddHostedService<BrokerKeyCheck>();
        AddAccess(services, configuration);
        return services.AddBusParticipant<BrokerDbContext>(Service, bus => bus
            .Publishes<AccessDecided>()
            .Publishes<AwsSessionGranted>()
            .Publishes<AzureSessionGranted>()
            .Publishes<GcpSessionGranted>()
            .Publishes<LeaseClosed>()
            .Publishes<IntegrationChanged>()
            .Publishes<SessionRedeemed>()
            .AddConsumer<InvestigationRequestedConsumer>()
            .AddConsumer<InvestigationCompletedConsumer>()
            .AddConsumer<InvestigationCancelledConsumer>()
            .AddConsumer<CollectionCompletedConsumer>()
            .AddConsumer<AccessTestedConsumer>()
            .AddConsumer<AlarmHistoryCheckedConsumer>()
            .AddConsumer<QueueIntakeEndedConsumer>()
            .AnswersForErrorsOf("collector-aws-aws-session-granted")
            .AnswersForErrorsOf("collector-azure-azure-session-granted")
            .AnswersForErrorsOf("collector-gcp-gcp-session-granted"));
    }

    /// <summary>Maps the public API and the internal endpoints.</summary>
    public static IEndpointRouteBuilder MapCredentialBroker(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapIntegrations();
        endpoints.MapCredentials();
        endpoints.MapKeys();
        endpoints.MapAudit();
        endpoints.MapLeases();
        endpoints.MapOidc();
        endpoints.MapErrorQueues(Service);
        return endpoints;
    }

    private static void AddAccess(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<AuditChain>();
        services.AddSingleton<AuditTurns>();
        services.AddHttpContextAccessor();
        services.AddScoped<AuditLog>();
        services.AddScoped<AuditVerifier>();
        services.AddMetrics();
        services.AddSingleton<BrokerMetrics>();
        services.AddSingleton<BrokerWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<BrokerWatch>());
        services.AddHostedService<AuditHeadLogger>();
        services.AddSingleton<AuditRetention>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditRetention>());
        services.AddSingleton<BrokerTransactions>();
        services.AddSingleton<ExternalIds>();
        services.AddSingleton<IStsClient, StsClient>();
        services.AddSingleton<IntegrationSecrets>();
        services.AddSingleton<ISecretStore>(provider => provider.GetRequiredService<IntegrationSecrets>());
        AddCredentials(services);
        services.AddSingleton<ISecretStore, ExternalIdSecrets>();
        services.AddSingleton<RoleAccess>();
        services.AddSingleton<ICloudAccess, AwsAccess>();
        AddTokens(services, configuration);
        services.AddSingleton<CloudAccesses>();
        services.AddSingleton<AwsSetupDesk>();
        services.AddSingleton<TestWaiting>();
        services.AddScoped<TestReports>();
        services.AddSingleton<QuotaDesk>();
        services.AddScoped<RunSettlement>();
        services.AddSingleton<IntegrationDesk>();
        services.AddSingleton<ChangeDesk>();
        services.AddSingleton<ExcessReview>();
        services.AddSingleton<SessionTokens>();
        services.AddScoped<LeaseDesk>();
        services.AddScoped<LeaseClosing>();
        services.AddScoped<TestLeases>();
        services.AddSingleton<RedemptionDesk>();
        services.AddSingleton<Redeemer>();
        services.AddSingleton<Reconciler>();
        services.AddScoped<ReconcileReports>();
        services.AddSingleton<QueueLending>();
        services.AddScoped<QueueReports>();
        services.AddSingleton<LeaseSweep>();
        services.AddHostedService(provider => provider.GetRequiredService<LeaseSweep>());
        services.AddScoped<IRestartRecovery, LeaseRecovery>();
        services.AddKeyedSingleton<IErrorQueueRules, BrokerErrorQueueRules>(Service);
    }

    private static void AddCredentials(IServiceCollection services)
    {
        services.AddSingleton<CredentialSecrets>();
        services.AddSingleton<ISecretStore>(provider => provider.GetRequiredService<CredentialSecrets>());
        services.AddSingleton<CredentialReader>();
        services.AddSingleton<CredentialDesk>();
    }

    private static void AddTokens(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<OidcKeys>();
        services.AddSingleton<OidcTokens>();
        services.AddSingleton<OidcRotation>();
        services.AddHostedService(provider => provider.GetRequiredService<OidcRotation>());
        services.AddHealthChecks().AddCheck<OidcKeyHealth>(OidcKeyHealth.Name);
        services.AddSingleton<IntegrationReservations>();
        services.AddSingleton(_ => TokenSockets.Create(configuration));
        services.AddSingleton<EntraTokens>();
        services.AddSingleton<AzureConnect>();
        services.AddSingleton<ICloudAccess, AzureAccess>();
        services.AddSingleton<GoogleEndpoints>();
        services.AddSingleton<GcpDocuments>();
        services.AddSingleton<GoogleTokens>();
        services.AddSingleton<GcpConnect>();
        services.AddSingleton<ICloudAccess, GcpAccess>();
    }

    private static void AddOptions<TOptions>(IServiceCollection services, IConfiguration configuration, string section)
        where TOptions : class =>
        services.AddOptions<TOptions>().Bind(configuration.GetSection(section)).ValidateDataAnnotations().ValidateOnStart();
}
