using CauseFlow.Contracts;
using CauseFlow.Messaging;
using MassTransit;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>Keeps what a connection test found, and ends its lease.</summary>
public sealed class AccessTestedConsumer(TestReports reports, Outbox<BrokerDbContext> outbox) : IConsumer<AccessTested>
{
    public async Task Consume(ConsumeContext<AccessTested> context)
    {
        if (await reports.ApplyAsync(context.Message, context.CancellationToken) is not { } reported)
        {
            return;
        }

        foreach (var closed in reported.Closed)
        {
            outbox.Add(closed);
        }

        if (reported.Changed is { } changed)
        {
            outbox.Add(changed);
        }
    }
}
