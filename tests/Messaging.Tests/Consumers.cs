using CauseFlow.Contracts;
using MassTransit;

namespace CauseFlow.Messaging.Tests;

/// <summary>first: takes a resolved group, writes an effect, promises a closed lease.</summary>
public sealed class GroupResolvedConsumer(FirstDbContext db, Outbox<FirstDbContext> outbox, Behaviour behaviour, TimeProvider time)
    : IConsumer<AlarmGroupResolved>
{
    public async Task Consume(ConsumeContext<AlarmGroupResolved> context)
    {
        db.Effects.Add(new Effect { Text = "first " + context.Message.IncidentId, At = time.GetUtcNow() });
        outbox.Add(new LeaseClosed
        {
            TenantId = context.Message.TenantId,
            LeaseId = context.Message.IncidentId,
            Reason = LeaseCloseReason.Completed,
        });
        await behaviour.EnterAsync("first " + context.Message.IncidentId);
    }
}

/// <summary>second: takes both.</summary>
public sealed class SecondGroupResolvedConsumer(SecondDbContext db, Behaviour behaviour, TimeProvider time) : IConsumer<AlarmGroupResolved>
{
    public async Task Consume(ConsumeContext<AlarmGroupResolved> context)
    {
        db.Effects.Add(new Effect { Text = "second " + context.Message.IncidentId, At = time.GetUtcNow() });
        await behaviour.EnterAsync("second " + context.Message.IncidentId);
    }
}

/// <summary>stateless: takes closed leases on a queue of its own.</summary>
public sealed class LeaseClosedConsumer(Behaviour behaviour) : IConsumer<LeaseClosed>
{
    public Task Consume(ConsumeContext<LeaseClosed> context) => behaviour.EnterAsync("closed " + context.Message.LeaseId);
}

/// <summary>second: what became of a message that failed for good.</summary>
public sealed class ResolvedFaultConsumer(SecondDbContext db, TimeProvider time) : IConsumer<Fault<AlarmGroupResolved>>
{
    public Task Consume(ConsumeContext<Fault<AlarmGroupResolved>> context)
    {
        db.Effects.Add(new Effect { Text = "fault " + context.Message.Message.IncidentId, At = time.GetUtcNow() });
        return Task.CompletedTask;
    }
}
