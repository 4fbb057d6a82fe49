using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults.Audit;
using System.Net;
using CauseFlow.Ingestion.Alarms;
using CauseFlow.Ingestion.AzureMonitor;
using CauseFlow.Ingestion.Custom;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.GcpMonitoring;
using CauseFlow.Ingestion.Grouping;
using CauseFlow.Ingestion.History;
using CauseFlow.Ingestion.Senders;
using CauseFlow.Ingestion.Sns;
using CauseFlow.Ingestion.Webhooks;
using CauseFlow.Messaging;
using CauseFlow.Messaging.ErrorQueues;
using CauseFlow.Secrets;
using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CauseFlow.Ingestion;

public static class IngestionRegistration
{
    public const string Service = "ingestion";

    // The bus promises an end by then, whoever asked.
    private static readonly TimeSpan InvestigationRequestLifetime = TimeSpan.FromMinutes(15);

    // "Ingestion": {
    //   "RouteKeyMasterFile": "/var/lib/causeflow-keys/route.key", "CreateMissingKeys": false,
    //   "PublicUrl": "https://causeflow.example.com", "MaxStartsPerMinute": 10, "CoolDownMinutes": 15,
    //   "QuietPeriodSeconds": 300, "MaxAlarmAgeMinutes": 30, "MaxHeldPerRoute": 100, "RouteKeyOverlapHours": 24
    // },
    // "Secrets": { "KeyFolder": "/var/lib/causeflow-keys/secrets", "CreateMissing": false },
    // "Sns": {
    //   "ExtraHosts": [ { "Host": "sns.us-east-1.simulator.test", "Address": "127.0.0.1", "Port": 8443 } ],
    //   "ExtraRoots": [ "/etc/causeflow/sns-root.pem" ]
    // }

    /// <summary>
    /// Alarms in, incidents and investigations out. Needs the host's defaults, store and bus settings.
    /// </summary>
    public static IServiceCollection AddIngestion(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddServiceIdentity(Service);
        services.AddStore<IngestionDbContext>(configuration, Service);
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<IngestionOptions>().Bind(configuration.GetSection("Ingestion"))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SnsOptions>().Bind(configuration.GetSection("Sns"))
            .ValidateDataAnnotations()
            .Validate(
                sns => sns.ExtraHosts.All(host => IPAddress.TryParse(host.Address, out _)
                    && Uri.CheckHostName(host.Host) == UriHostNameType.Dns && host.Port is > 0 and < 65536),
                "Sns:ExtraHosts needs a lower-case DNS name, an IP address and a port in each entry.")
            .ValidateOnStart();
        services.AddSecrets(configuration);
        services.AddSingleton<ISecretStore, ConfirmationSecrets>();
        services.AddAuditTrail(Service);
        services.AddKeyedTransient<IErrorQueueRules>(Service, (provider, _) => new TrailedErrorQueueRules(
            provider.GetRequiredKeyedService<AuditTrail>(Service), provider.GetRequiredService<TimeProvider>(),
            InvestigationRequestLifetime));
        AddSns(services);
        AddAlarmReaders(services);
        AddWork(services);
        services.AddBusParticipant<IngestionDbContext>(Service, bus => bus
            .Publishes<InvestigationRequested>()
            .Publishes<AlarmStateChanged>()
            .Publishes<AlarmGroupResolved>()
            .Publishes<AlarmHistoryChecked>()
            .AddConsumer<IntegrationChangedConsumer>()
            .AddConsumer<AlarmHistoryObservedConsumer>()
            .AddConsumer<IncidentStatusChangedConsumer>());
        return services;
    }

    public static IEndpointRouteBuilder MapIngestion(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapWebhook(Service, "/v1/webhooks/{tenantId}/cloudwatch/{routeKey}", CloudWatchWebhook.PostAsync)
            .WithName("postSnsMessage")
            .WithSummary("Takes messages of Amazon SNS: its signature proves them.")
            .Produces(StatusCodes.Status200OK);
        endpoints.MapWebhook(
                Service, "/v1/webhooks/{tenantId}/azure-monitor/{routeKey}",
                AlertWebhook.PostTo(WebhookRoute.AzureMonitor))
            .WithName("postAzureAlert")
            .WithSummary("Takes alerts of Azure Monitor's action groups, with the webhook's password.")
            .Produces(StatusCodes.Status200OK);
        endpoints.MapWebhook(
                Service, "/v1/webhooks/{tenantId}/gcp-monitoring/{routeKey}",
                AlertWebhook.PostTo(WebhookRoute.GcpMonitoring))
            .WithName("postGcpIncident")
            .WithSummary("Takes incidents of Google Cloud Monitoring, with the webhook's password.")
            .Produces(StatusCodes.Status200OK);
        var api = endpoints.MapApi(Service);
        api.MapWebhookAddresses();
        api.MapCustomWebhook();
        api.MapDeliveries();
        api.MapSenders();
        endpoints.MapQueueIntake();
        endpoints.MapErrorQueues(Service);
        return endpoints;
    }

    private static void AddSns(IServiceCollection services)
    {
        services.AddSingleton<SnsTrust>();
        services.AddSingleton<ISnsHttp, SnsHttp>();
        services.AddSingleton<SnsIssuers>();
        services.AddSingleton<SnsCertificateCache>();
        services.AddSingleton<SnsVerifier>();
    }

    private static void AddAlarmReaders(IServiceCollection services)
    {
        services.AddKeyedScoped<IAlarmReader, CloudWatchAlarmReader>(WebhookRoute.CloudWatch);
        services.AddKeyedSingleton<IAlarmReader, HistoricAlarmReader>(HistoryIntake.Provider);
        AddPosted(WebhookRoute.Custom, hasAccounts: false);
        AddPosted(WebhookRoute.AzureMonitor, hasAccounts: true);
        AddPosted(WebhookRoute.GcpMonitoring, hasAccounts: true);
        services.AddKeyedSingleton<IAlertParser, AzureAlertParser>(WebhookRoute.AzureMonitor);
        services.AddKeyedSingleton<IAlertParser, GcpIncidentParser>(WebhookRoute.GcpMonitoring);

        void AddPosted(string provider, bool hasAccounts) => services.AddKeyedScoped<IAlarmReader>(
            provider, (scope, _) => new PostedAlarmReader(scope.GetRequiredService<AlertBook>(), hasAccounts));
    }

    private static void AddWork(IServiceCollection services)
    {
        services.AddSingleton<IngestionKeys>();
        services.AddSingleton<IngestionMetrics>();
        services.AddSingleton<IntakeLog>();
        services.AddSingleton<RejectionLog>();
        services.AddSingleton<DecisionBoard>();
        services.AddSingleton(typeof(WorkSignal<>));
        services.AddSingleton<KnownSenders>();
        services.AddScoped<WebhookRoutes>();
        services.AddScoped<CloudWatchIntake>();
        services.AddScoped<CustomIntake>();
        services.AddScoped<AlertIntake>();
        services.AddScoped<ConfirmationApproval>();
        services.AddScoped<SubscriptionConfirmer>();
        services.AddScoped<SubscriptionEnd>();
        services.AddScoped<IntegrationProjection>();
        services.AddScoped<DeliveryList>();
        services.AddScoped<DecisionQueue>();
        services.AddScoped<DeliveryDecider>();
        services.AddScoped<AlertBook>();
        services.AddScoped<HistoryIntake>();
        services.AddScoped<Canary>();
        services.AddScoped<SenderList>();
        services.AddSingleton<SenderBeats>();
        services.AddScoped<HeldRelease>();
        services.AddScoped<KeyChoice>();
        services.AddScoped<FiringHistory>();
        services.AddScoped<FiringRecorder>();
        services.AddScoped<GroupResolver>();
        services.AddHostedService<IngestionKeyCheck>();
        services.AddHostedService<IntakeWriter>();
        services.AddHostedService<DecisionWorker>();
        services.AddHostedService<HeldReleaseWorker>();
        services.AddHostedService<DueWorker<GroupResolver>>();
        services.AddHostedService<DueWorker<SubscriptionConfirmer>>();
        services.AddHostedService<RetentionWorker>();
        services.AddHostedService<HeartbeatWorker>();
    }
}
