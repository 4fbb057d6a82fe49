using CauseFlow.CollectorTesting;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.CollectorAws.Tests;

public sealed class RegistrationTests : RegistrationTest
{
    protected override void Add(IServiceCollection services, IConfiguration configuration) => services.AddCollectorAws(configuration);

    protected override Task PublishAsync(IBus bus, DateTimeOffset now, CancellationToken cancellationToken) => bus.Publish(
        AwsBench.Grant("123456789012", "us-east-1", "arn:aws:cloudwatch:us-east-1:999999999999:alarm:x", now, now), cancellationToken);
}
