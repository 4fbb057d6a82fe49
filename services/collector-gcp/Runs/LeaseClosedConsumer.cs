using CauseFlow.Collection.Runs;
using CauseFlow.Contracts;
using MassTransit;

namespace CauseFlow.CollectorGcp.Runs;

/// <summary>Every replica hears of every closed lease and stops what it runs under it.</summary>
internal sealed class LeaseClosedConsumer(RunningLeases leases) : IConsumer<LeaseClosed>
{
    public Task Consume(ConsumeContext<LeaseClosed> context)
    {
        leases.Close(context.Message.LeaseId);
        return Task.CompletedTask;
    }
}
