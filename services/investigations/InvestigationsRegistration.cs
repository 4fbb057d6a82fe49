using CauseFlow.Contracts;
using CauseFlow.Investigations.Alarms;
using CauseFlow.Investigations.Events;
using CauseFlow.Investigations.Evidence;
using CauseFlow.Investigations.Export;
using CauseFlow.Investigations.Feedback;
using CauseFlow.Investigations.Incidents;
using CauseFlow.Investigations.Notifications;
using CauseFlow.Investigations.Passes;
using CauseFlow.Investigations.Retention;
using CauseFlow.Investigations.Verdicts;
using CauseFlow.Messaging;
using CauseFlow.Messaging.ErrorQueues;
using CauseFlow.ServiceDefaults.Audit;
using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage;
using Microsoft.Extensions.Options;

namespace CauseFlow.Investigations;

public static class InvestigationsRegistration
{
    internal const string Service = "investigations";

    // { "Storage": { … }, "Investigations": { "DeadlineSeconds": 180, "MaxSecondsFromRequest": 900,
    //   "SecondPassSeconds": 360, "ThirdPassSeconds": 960, "LateEvidenceSeconds": 5,
    //   "MaxRunningStartedByPeople": 10, "MaxEvidenceBytes": 16777216,
    //   "SweepIntervalMilliseconds": 1000, "SweepBatch": 50,
    //   "MaxStreamsPerTenant": 50, "StreamPollMilliseconds": 2000, "StreamCommentSeconds": 15, "MaxStreamMinutes": 30,
    //   "EvidenceRetentionDays": 90, "RetentionIntervalMinutes": 10, "RetentionBatch": 100 },
    //   "Notifications": { … }, "Secrets": { … } (NotificationRegistration),
    //   "Services": { "credential-broker": { "InternalUrl": "https://credential-broker:8443" } } }

    /// <summary>Incidents, investigations, evidence and verdicts, with their consumers.</summary>
    public static IServiceCollection AddInvestigations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<InvestigationsOptions>().Bind(configuration.GetSection("Investigations"))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddServiceIdentity(Service);
        services.AddStore<InvestigationsDbContext>(configuration, Service);
        services.AddAuditTrail(Service);
        services.AddScoped<CaseAudit>();
        services.AddSingleton<InvestigationsMetrics>();
        services.AddSingleton<TimelineSignal>();
        services.AddSingleton<EventStreams>();
        services.AddSingleton<EventStream>();
        services.AddScoped<Timeline>();
        services.AddScoped<IncidentDesk>();
        services.AddScoped<IncidentList>();
        services.AddScoped<IncidentTurns>();
        services.AddScoped<IMessageTurns<InvestigationsDbContext>>(provider => provider.GetRequiredService<IncidentTurns>());
        services.AddScoped<AlarmDesk>();
        services.AddScoped<PassStore>();
        services.AddScoped<VerdictDesk>();
        services.AddSingleton<EvidenceBound>();
        services.AddScoped<PartAdmission>();
        services.AddScoped<PassEnd>();
        services.AddScoped<CollectionDesk>();
        services.AddScoped<InvestigationDesk>();
        services.AddSingleton<StartTurns>();
        services.AddScoped<StartLimit>();
        services.AddScoped<InvestigationStart>();
        services.AddScoped<ContextDesk>();
        services.AddScoped<IRestartRecovery, UnfinishedInvestigations>();
        services.AddKeyedTransient<IErrorQueueRules>(Service, (provider, _) => new TrailedErrorQueueRules(
            provider.GetRequiredKeyedService<AuditTrail>(Service), provider.GetRequiredService<TimeProvider>(),
            TimeSpan.FromSeconds(provider.GetRequiredService<IOptions<InvestigationsOptions>>().Value.MaxSecondsFromRequest)));
        services.AddHostedService<DueSweep>();
        services.AddHostedService<EvidenceRetention>();
        services.AddScoped<EvidenceErasure>();
        services.AddNotifications(configuration);
        return services.AddBusParticipant<InvestigationsDbContext>(Service, bus => bus
            .Publishes<InvestigationRequested>()
            .Publishes<InvestigationCompleted>()
            .Publishes<InvestigationCancelled>()
            .Publishes<IncidentStatusChanged>()
            .AddConsumer<AlarmConsumer, AlarmConsumerDefinition>()
            .AddConsumer<InvestigationConsumer, InvestigationConsumerDefinition>()
            .AddConsumer<FaultConsumer>());
    }

    /// <summary>The part of the public API that shows and steers cases. Every route needs the role member.</summary>
    public static IEndpointRouteBuilder MapInvestigations(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapApi(Service).RequireRoles(Roles.Member);
        api.AddEndpointFilter<IncidentTurnFilter>();
        api.MapIncidents();
        api.MapCreateIncident();
        api.MapTimeline();
        api.MapAlarms();
        api.MapEvents();
        api.MapInvestigation();
        api.MapFeedback();
        api.MapEvidence();
        api.MapFactSheet();
        api.MapErasure();
        api.MapExport();
        endpoints.MapNotifications();
        endpoints.MapErrorQueues(Service);
        return endpoints;
    }
}
