using CauseFlow.Collection;
using CauseFlow.Collection.Runs;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.History;
using CauseFlow.CollectorAws.Probes;
using CauseFlow.CollectorAws.Queues;
using CauseFlow.CollectorAws.Runs;
using CauseFlow.Contracts;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults.ServiceCalls;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAws;

public static class CollectorAwsRegistration
{
    /// <summary>The service's name on the bus, in identities and in telemetry.</summary>
    public const string Service = "collector-aws";

    // "CollectorAws": { "MaxConcurrentRuns": 4, "AttemptTimeoutSeconds": 15, …,
    //                   "Collection": { "SourceTimeoutSeconds": 100, "Mining": { "MaxPatterns": 500 } } },
    // "Services": { "credential-broker": { "InternalUrl": "https://…" } },
    // "AWS_ENDPOINT_URL": "http://127.0.0.1:4566", "AWS_ENDPOINT_URL_LAMBDA": "…"

    /// <summary>The AWS collector: takes granted sessions, redeems them, publishes findings. It keeps no state and has no endpoints.</summary>
    public static IServiceCollection AddCollectorAws(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration.GetSection("CollectorAws");
        services.AddOptions<CollectorAwsOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        services.AddLeasedRuns(
            Service, section, provider => provider.GetRequiredService<IOptions<CollectorAwsOptions>>().Value.MaxConcurrentRuns);
        services.AddSingleton(new AwsEndpoints(configuration));
        services.AddSingleton<AwsTransport>();
        services.AddSingleton<AwsSources>();
        services.AddServiceHttpClient<BrokerClient>(Service, audience: "credential-broker");
        services.AddScoped<AwsCollection>();
        services.AddScoped<AccessTest>();
        services.AddScoped<HistoryLook>();
        services.AddServiceHttpClient<IngestionClient>(Service, audience: "ingestion");
        services.AddScoped<QueueSpell>();
        return services.AddBusParticipant(Service, bus => bus
            .Publishes<FindingsPublished>()
            .Publishes<CollectionCompleted>()
            .Publishes<CollectionFailed>()
            .Publishes<AccessTested>()
            .Publishes<AlarmHistoryObserved>()
            .Publishes<QueueIntakeEnded>()
            .AddConsumer<AwsSessionGrantedConsumer, AwsSessionGrantedConsumerDefinition>()
            .AddTemporaryConsumer<LeaseClosedConsumer>());
    }
}
