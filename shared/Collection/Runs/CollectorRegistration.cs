using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CauseFlow.Collection.Runs;

/// <summary>What every collector registers of this library, under its own name: several may share one container.</summary>
public static class CollectorRegistration
{
    private const int MaxPatterns = 50;

    // "<Collector>": { "Collection": { "SourceTimeoutSeconds": 100, "Mining": { "MaxPatterns": 500 },
    //                                  "Redaction": [ { "Name": "customer_number", "Pattern": "\\bKD-[0-9]{6}\\b" } ] } }

    /// <summary>
    /// Bounds of collecting (<see cref="CollectionOptions"/>, named), slots and leased runs (keyed). The caller registers its
    /// <see cref="BrokerClient"/> under the same key.
    /// </summary>
    /// <param name="services">The container.</param>
    /// <param name="service">The collector's name, such as <c>collector-aws</c>.</param>
    /// <param name="section">The collector's section.</param>
    /// <param name="maxConcurrentRuns">How many runs one replica works on at a time.</param>
    public static IServiceCollection AddLeasedRuns(
        this IServiceCollection services, string service, IConfiguration section, Func<IServiceProvider, int> maxConcurrentRuns)
    {
        ArgumentNullException.ThrowIfNull(section);
        services.AddOptions<CollectionOptions>(service)
            .Bind(section.GetSection("Collection")).ValidateDataAnnotations()
            .Validate(
                options => options.Redaction.Count <= MaxPatterns && options.Redaction.All(pattern => pattern.IsUsable()),
                $"Redaction takes at most {MaxPatterns} patterns, each with a Name (lower-case letters, digits, _) and a Pattern of at most "
                + "500 characters: a regular expression without look-arounds and back-references, which matches neither nothing nor [redacted:…].")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RunningLeases>();
        services.AddMetrics();
        services.TryAddSingleton<CollectionMetrics>();
        services.AddKeyedSingleton(service, (provider, _) => new RunSlots(maxConcurrentRuns(provider)));
        services.AddKeyedSingleton(service, (provider, _) => new GrantConsumer(
            service, provider.GetRequiredKeyedService<RunSlots>(service),
            provider.GetRequiredService<CollectionMetrics>(), provider.GetRequiredService<TimeProvider>()));
        services.AddKeyedScoped(service, (provider, _) => new LeasedRuns(
            provider.GetRequiredKeyedService<BrokerClient>(service), provider.GetRequiredService<RunningLeases>(),
            provider.GetRequiredService<IOptionsMonitor<CollectionOptions>>().Get(service).Redactor,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<LeasedRuns>>()));
        return services;
    }
}
