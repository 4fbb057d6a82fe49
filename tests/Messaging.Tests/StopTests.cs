using CauseFlow.Contracts;
using CauseFlow.TestServers;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CauseFlow.Messaging.Tests;

/// <summary>
/// A replica that is told to stop ends what it has taken, as long as its host waits: scaling in relies on it, and MassTransit's own
/// documents do not say so for RabbitMQ.
/// </summary>
public sealed class StopTests(RabbitMqServer rabbit)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_a_replica_has_begun_goes_on_when_it_is_told_to_stop() =>
        (await EndOfWorkAsync(new Work(TimeSpan.FromSeconds(1)), shutdownSeconds: 120)).ShouldBe("done");

    [Fact]
    public async Task What_takes_longer_than_the_host_waits_is_cancelled() =>
        (await EndOfWorkAsync(new Work(Timeout.InfiniteTimeSpan), shutdownSeconds: 1)).ShouldBe("cut off");

    private async Task<string> EndOfWorkAsync(Work work, int shutdownSeconds)
    {
        var service = $"stopping{Guid.NewGuid():n}";
        using var host = Build(service, work, shutdownSeconds);
        await host.StartAsync(TestContext.Current.CancellationToken);
        var bus = host.Services.GetRequiredService<IBusControl>();
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, Limit);
        await (await bus.GetSendEndpoint(new Uri($"exchange:{service}-working"))).Send(
            new AlarmGroupResolved { TenantId = "ten_1", IncidentId = "inc_1", AsOf = DateTimeOffset.UnixEpoch });
        await work.Begun.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);

        var stopped = host.StopAsync(CancellationToken.None);
        work.GoesOn.SetResult();
        await stopped;
        return await work.Ended.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    private IHost Build(string service, Work work, int shutdownSeconds)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(rabbit.Configuration);
        builder.Services.AddSingleton(work);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(shutdownSeconds));
        builder.Services.AddBusParticipant(service, bus => bus.AddConsumer<WorkingConsumer>());
        builder.Services.AddServiceBus(builder.Configuration);
        return builder.Build();
    }

    /// <param name="Duration">How long it goes on after the stop has begun.</param>
    public sealed record Work(TimeSpan Duration)
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource GoesOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<string> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public sealed class WorkingConsumer(Work work) : IConsumer<AlarmGroupResolved>
    {
        public async Task Consume(ConsumeContext<AlarmGroupResolved> context)
        {
            work.Begun.TrySetResult();
            await work.GoesOn.Task;
            try
            {
                await Task.Delay(work.Duration, context.CancellationToken);
                work.Ended.TrySetResult("done");
            }
            catch (OperationCanceledException)
            {
                work.Ended.TrySetResult("cut off");
            }
        }
    }
}
