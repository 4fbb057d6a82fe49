using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CauseFlow.ServiceDefaults.Identity;

/// <summary>Makes or checks the keys of this process before anything is served: a service without identity does not start.</summary>
internal sealed class KeyPreparation(
    ServiceKeys keys, IEnumerable<LocalService> services, IOptions<IdentityOptions> options) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // A cluster gives every pod an identity; it does not vouch for whom the gateway forwards.
        foreach (var service in services.Where(service => !options.Value.IsInCluster || service.Name == "gateway"))
        {
            keys.Ensure(service.Name);
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
