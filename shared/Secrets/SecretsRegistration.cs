using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace CauseFlow.Secrets;

/// <summary>Registers envelope encryption for every service that keeps a secret.</summary>
public static class SecretsRegistration
{
    // "Secrets": { "KeyFolder": "/var/lib/causeflow-keys", "CreateMissing": false, "RewrapBatch": 100 }

    /// <summary>May be called by several services of one container; they share the keys.</summary>
    public static IServiceCollection AddSecrets(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<SecretsOptions>()
            .Bind(configuration.GetSection("Secrets"))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton<IKeyEncryptionKeyProvider, KeyFileProvider>();
        services.TryAddSingleton<SecretVault>();
        services.AddMetrics();
        services.TryAddSingleton<SecretsMetrics>();
        services.TryAddSingleton<KeyRotation>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, KeyCheck>());
        if (!services.Any(x => x.ServiceType == typeof(Rewrapper)))
        {
            services.AddSingleton<Rewrapper>();
            services.AddHostedService(provider => provider.GetRequiredService<Rewrapper>());
        }

        return services;
    }

    /// <summary>Stops the start when the current key is missing, before anything is served.</summary>
    private sealed class KeyCheck(IServiceProvider services) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken)
        {
            services.GetRequiredService<IKeyEncryptionKeyProvider>();
            return Task.CompletedTask;
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
