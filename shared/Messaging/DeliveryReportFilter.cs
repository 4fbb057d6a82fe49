using MassTransit;

namespace CauseFlow.Messaging;

/// <summary>
/// On every endpoint of the in-memory bus, outside its retries: reports a message when its consumer has ended. One that
/// was cut off by a stopping host is not reported and is sent again at the next start; so is what
/// <see cref="GivenUpObserver"/> keeps.
/// </summary>
internal sealed class DeliveryReportFilter(DeliveryTracker tracker) : IFilter<ReceiveContext>
{
    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        try
        {
            await next.Send(context);
        }
        catch (Exception) when (!context.CancellationToken.IsCancellationRequested)
        {
            Report(context);
            throw;
        }

        Report(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("delivery-report");

    private void Report(ReceiveContext context)
    {
        if (context.GetMessageId() is { } id)
        {
            tracker.Report(id, EndpointMap.NameOf(context.InputAddress));
        }
    }
}
