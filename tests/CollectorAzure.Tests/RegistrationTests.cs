using CauseFlow.CollectorTesting;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.CollectorAzure.Tests;

public sealed class RegistrationTests : RegistrationTest
{
    protected override void Add(IServiceCollection services, IConfiguration configuration) => services.AddCollectorAzure(configuration);

    protected override Task PublishAsync(IBus bus, DateTimeOffset now, CancellationToken cancellationToken) => bus.Publish(
        AzureBench.Grant(["../somewhere"], null, now, now), cancellationToken);
}
