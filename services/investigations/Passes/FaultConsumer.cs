using CauseFlow.Contracts;
using CauseFlow.Messaging;
using MassTransit;

namespace CauseFlow.Investigations.Passes;

/// <summary>
/// Exhausted commands become failed collections, so that no investigation just stops. Of a grant only ids are copied.
/// </summary>
public sealed class FaultConsumer(
    InvestigationDesk investigations, CollectionDesk collections, Outbox<InvestigationsDbContext> outbox,
    TimeProvider time) :
    IConsumer<Fault<AwsSessionGranted>>,
    IConsumer<Fault<AzureSessionGranted>>,
    IConsumer<Fault<GcpSessionGranted>>,
    IConsumer<Fault<InvestigationRequested>>
{
    private const string Remedy = "Look at the error queues, then start the investigation again.";

    public Task Consume(ConsumeContext<Fault<AwsSessionGranted>> context) =>
        FailAsync(context.Message.Message, context.CancellationToken);

    public Task Consume(ConsumeContext<Fault<AzureSessionGranted>> context) =>
        FailAsync(context.Message.Message, context.CancellationToken);

    public Task Consume(ConsumeContext<Fault<GcpSessionGranted>> context) =>
        FailAsync(context.Message.Message, context.CancellationToken);

    /// <summary>
    /// The request is stored, if it is not yet. Only when it was the broker that gave up is access refused: when it was
    /// this service, the broker may have granted it and its decision is still to come.
    /// </summary>
    public async Task Consume(ConsumeContext<Fault<InvestigationRequested>> context)
    {
        var request = context.Message.Message;
        Announce(await investigations.RequestAsync(request, traceId: null, context.CancellationToken));
        if (FaultOrigin.IsOwn(context.SourceAddress))
        {
            return;
        }

        Announce(await collections.DecideAccessAsync(new AccessDecided
        {
            TenantId = request.TenantId,
            InvestigationId = request.InvestigationId,
            Pass = request.Pass,
            Integrations = [],
            Reason = RefusalReason.ProviderError,
            Message = "Access could not be decided: the request was given up after its retries.",
            Remedy = Remedy,
        }, context.CancellationToken));
    }

    /// <summary>A grant of a connection test belongs to no investigation; the broker's own deadline ends it.</summary>
    private async Task FailAsync(ISessionGranted grant, CancellationToken cancellationToken)
    {
        if (grant.InvestigationId is not { } investigationId)
        {
            return;
        }

        Announce(await collections.FailGrantAsync(new CollectionFailed
        {
            TenantId = grant.TenantId,
            InvestigationId = investigationId,
            Pass = grant.Pass,
            IntegrationId = grant.IntegrationId,
            LeaseId = grant.LeaseId,
            RunNumber = 0,
            Reason = RefusalReason.ProviderError,
            Message = "The collector gave up before its run had ended.",
            Remedy = Remedy,
            FailedAt = time.GetUtcNow(),
        }, cancellationToken));
    }

    private void Announce(InvestigationCompleted? completed)
    {
        if (completed is not null)
        {
            outbox.Add(completed);
        }
    }
}
