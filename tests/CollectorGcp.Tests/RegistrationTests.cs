using CauseFlow.CollectorTesting;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.CollectorGcp.Tests;

public sealed class RegistrationTests : RegistrationTest
{
    protected override void Add(IServiceCollection services, IConfiguration configuration) => services.AddCollectorGcp(configuration);

    protected override Task PublishAsync(IBus bus, DateTimeOffset now, CancellationToken cancellationToken) => bus.Publish(
        GcpBench.Grant("../somewhere", null, now, now), cancellationToken);
}
