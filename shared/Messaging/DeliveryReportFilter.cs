using MassTransit;

namespace CauseFlow.Messaging;

/// <summary>
/// Outermost on every endpoint of the in-memory bus: reports a message when its consumer has ended. A message that failed for
/// good is reported too (it has raised its Fault); one that was cut off by a stopping host is not, and is sent again.
/// </summary>
internal sealed class DeliveryReportFilter(DeliveryTracker tracker) : IFilter<ConsumeContext>
{
    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
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

    private void Report(ConsumeContext context)
    {
        if (context.MessageId is { } id)
        {
            tracker.Report(id, EndpointMap.NameOf(context.ReceiveContext.InputAddress));
        }
    }
}
