using Microsoft.Extensions.Hosting;

namespace CauseFlow.ServiceDefaults.Identity;

/// <summary>Makes or checks the keys of this process before anything is served: a service without identity does not start.</summary>
internal sealed class KeyPreparation(ServiceKeys keys, IEnumerable<LocalService> services) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var service in services)
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
