using CauseFlow.Investigations.Evidence;
using CauseFlow.Investigations.Export;
using CauseFlow.Investigations.Incidents;
using CauseFlow.Investigations.Passes;
using CauseFlow.Investigations.Verdicts;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage;

namespace CauseFlow.Investigations;

public static class InvestigationsRegistration
{
    internal const string Service = "investigations";

    // { "Storage": { … }, "Investigations": { "DeadlineSeconds": 180, "MaxSecondsFromRequest": 900,
    //   "SweepIntervalMilliseconds": 1000, "SweepBatch": 50 } }

    /// <summary>Incidents, investigations, evidence and verdicts, with their consumers.</summary>
    public static IServiceCollection AddInvestigations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<InvestigationsOptions>().Bind(configuration.GetSection("Investigations")).ValidateDataAnnotations().ValidateOnStart();
        services.AddServiceIdentity(Service);
        services.AddStore<InvestigationsDbContext>(configuration, Service);
        services.AddSingleton<InvestigationsMetrics>();
        services.AddScoped<Timeline>();
        services.AddScoped<IncidentDesk>();
        services.AddScoped<PassStore>();
        services.AddScoped<VerdictDesk>();
        services.AddScoped<InvestigationDesk>();
        services.AddScoped<InvestigationStart>();
        services.AddScoped<IRestartRecovery, UnfinishedInvestigations>();
        services.AddHostedService<DeadlineSweep>();
        return services.AddBusParticipant<InvestigationsDbContext>(Service, bus => bus
            .AddConsumer<AlarmConsumer, AlarmConsumerDefinition>()
            .AddConsumer<InvestigationConsumer, InvestigationConsumerDefinition>()
            .AddConsumer<FaultConsumer>());
    }

    /// <summary>The part of the public API that shows and steers cases. Every route needs the role member.</summary>
    public static IEndpointRouteBuilder MapInvestigations(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapApi(Service).RequireRoles(Roles.Member);
        api.MapIncidents();
        api.MapInvestigation();
        api.MapEvidence();
        api.MapExport();
        return endpoints;
    }
}
