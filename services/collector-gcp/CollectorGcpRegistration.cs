using CauseFlow.Collection;
using CauseFlow.Collection.Runs;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.CollectorGcp.Probes;
using CauseFlow.CollectorGcp.Runs;
using CauseFlow.Contracts;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults.ServiceCalls;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorGcp;

public static class CollectorGcpRegistration
{
    /// <summary>The service's name on the bus, in identities and in telemetry.</summary>
    public const string Service = "collector-gcp";

    // "CollectorGcp": { "MaxConcurrentRuns": 4, "AttemptTimeoutSeconds": 20, …,
    //                   "Collection": { "SourceTimeoutSeconds": 100, "Mining": { "MaxPatterns": 500 } } },
    // "Services": { "credential-broker": { "InternalUrl": "https://…" } },
    // "CLOUDSDK_API_ENDPOINT_OVERRIDES_LOGGING": "https://…", … one for each API

    /// <summary>The GCP collector: takes granted sessions, redeems them, publishes findings. It keeps no state and has no endpoints.</summary>
    public static IServiceCollection AddCollectorGcp(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration.GetSection("CollectorGcp");
        services.AddOptions<CollectorGcpOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        services.AddLeasedRuns(
            Service, section, provider => provider.GetRequiredService<IOptions<CollectorGcpOptions>>().Value.MaxConcurrentRuns);
        services.AddSingleton(new GcpEndpoints(configuration));
        services.AddSingleton<GcpTransport>();
        services.AddSingleton<GcpSources>();
        services.AddServiceHttpClient<BrokerClient>(Service, audience: "credential-broker");
        services.AddScoped<GcpCollection>();
        services.AddScoped<AccessTest>();
        return services.AddBusParticipant(Service, bus => bus
            .Publishes<FindingsPublished>()
            .Publishes<CollectionCompleted>()
            .Publishes<CollectionFailed>()
            .Publishes<AccessTested>()
            .AddConsumer<GcpSessionGrantedConsumer, GcpSessionGrantedConsumerDefinition>()
            .AddTemporaryConsumer<LeaseClosedConsumer>());
    }
}
