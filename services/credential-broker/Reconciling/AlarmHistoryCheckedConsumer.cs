using CauseFlow.Contracts;
using CauseFlow.Messaging;
using MassTransit;

namespace CauseFlow.CredentialBroker.Reconciling;

/// <summary>Keeps what a look at alarm history found, and ends its lease.</summary>
public sealed class AlarmHistoryCheckedConsumer(ReconcileReports reports, Outbox<BrokerDbContext> outbox)
    : IConsumer<AlarmHistoryChecked>
{
    public async Task Consume(ConsumeContext<AlarmHistoryChecked> context)
    {
        if (await reports.ApplyAsync(context.Message, context.CancellationToken) is { } closed)
        {
            outbox.Add(closed);
        }
    }
}
