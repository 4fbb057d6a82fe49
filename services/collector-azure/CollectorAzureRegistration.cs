using CauseFlow.Collection;
using CauseFlow.Collection.Runs;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.CollectorAzure.Probes;
using CauseFlow.CollectorAzure.Runs;
using CauseFlow.Contracts;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults.ServiceCalls;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAzure;

public static class CollectorAzureRegistration
{
    /// <summary>The service's name on the bus, in identities and in telemetry.</summary>
    public const string Service = "collector-azure";

    // "CollectorAzure": { "MaxConcurrentRuns": 4, "AttemptTimeoutSeconds": 20, …,
    //                     "Collection": { "SourceTimeoutSeconds": 100, "Mining": { "MaxPatterns": 500 } } },
    // "Services": { "credential-broker": { "InternalUrl": "https://…" } },
    // "AZURE_RESOURCE_MANAGER_ENDPOINT": "https://…", "AZURE_LOG_ANALYTICS_ENDPOINT": "https://…", "AZURE_EXTRA_ROOTS": "roots.pem"

    /// <summary>The Azure collector: takes granted sessions, redeems them, publishes findings. It keeps no state and has no endpoints.</summary>
    public static IServiceCollection AddCollectorAzure(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration.GetSection("CollectorAzure");
        services.AddOptions<CollectorAzureOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        services.AddLeasedRuns(
            Service, section, provider => provider.GetRequiredService<IOptions<CollectorAzureOptions>>().Value.MaxConcurrentRuns);
        services.AddSingleton(new AzureEndpoints(configuration));
        services.AddSingleton<AzureTransport>();
        services.AddSingleton<AzureSources>();
        services.AddServiceHttpClient<BrokerClient>(Service, audience: "credential-broker");
        services.AddScoped<AzureCollection>();
        services.AddScoped<AccessTest>();
        return services.AddBusParticipant(Service, bus => bus
            .Publishes<FindingsPublished>()
            .Publishes<CollectionCompleted>()
            .Publishes<CollectionFailed>()
            .Publishes<AccessTested>()
            .AddConsumer<AzureSessionGrantedConsumer, AzureSessionGrantedConsumerDefinition>()
            .AddTemporaryConsumer<LeaseClosedConsumer>());
    }
}
