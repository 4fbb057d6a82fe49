using CauseFlow.Contracts;
using CauseFlow.Messaging;
using MassTransit;

namespace CauseFlow.Collection.Runs;

/// <summary>
/// From one grant on the bus to its closing message, or to the report of a connection test: the same for every cloud. Each
/// consumption is a new run; the bus never retries it.
/// </summary>
public sealed class GrantConsumer(string service, RunSlots slots, CollectionMetrics metrics, TimeProvider time)
{
    /// <summary>
    /// Some more grants than there are slots are taken to wait here, because only what is here can be chosen from: the queue
    /// itself knows no tenants. The rest waits for other replicas.
    /// </summary>
    public const int TakenForEachSlot = 8;

    /// <param name="context">The grant as it came.</param>
    /// <param name="collect">An investigation's grant becomes findings.</param>
    /// <param name="test">A connection test's becomes a report, or nothing when nobody waits for it any more.</param>
    public async Task ConsumeAsync<TGrant>(
        ConsumeContext<TGrant> context, Func<TGrant, IFindingsPublisher, CancellationToken, Task<CollectionEnd>> collect,
        Func<TGrant, CancellationToken, Task<AccessTested?>> test)
        where TGrant : class, ISessionGranted
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(collect);
        ArgumentNullException.ThrowIfNull(test);
        var stop = context.CancellationToken;
        using var slot = await slots.EnterAsync(context.Message.TenantId, stop);
        if (context.Message.Purpose == LeasePurpose.ConnectionTest)
        {
            if (await test(context.Message, stop) is { } report)
            {
                await context.PublishBoundedAsync(report, Guid.NewGuid(), time, stop);
            }

            return;
        }

        var end = await collect(context.Message, new BusPublisher(context, time), stop);
        metrics.Ended(service, end);
        if (end.Completed is { } completed)
        {
            await context.PublishBoundedAsync(completed, Guid.NewGuid(), time, stop);
        }

        if (end.Failed is { } failed)
        {
            await context.PublishBoundedAsync(failed, Guid.NewGuid(), time, stop);
        }
    }

    /// <summary>What is lent for another purpose, in a slot as any run.</summary>
    public async Task InSlotAsync<TGrant>(ConsumeContext<TGrant> context, Func<CancellationToken, Task> run)
        where TGrant : class, ISessionGranted
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(run);
        using var slot = await slots.EnterAsync(context.Message.TenantId, context.CancellationToken);
        await run(context.CancellationToken);
    }

    private sealed class BusPublisher(ConsumeContext context, TimeProvider time) : IFindingsPublisher
    {
        public Task PublishAsync(FindingsPublished findings, Guid messageId, CancellationToken cancellationToken) =>
            context.PublishBoundedAsync(findings, messageId, time, cancellationToken);
    }
}
