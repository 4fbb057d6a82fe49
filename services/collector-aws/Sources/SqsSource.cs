using System.Globalization;
using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Resolve;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>How a queue is configured, how much waits in it, and whether messages have gone where nobody works on them.</summary>
internal sealed class SqsSource(QueueClient queues) : IEvidenceSource
{
    private const string Api = QueueClient.Api;
    private const int MaxQueues = 5;

    public SourcePlan Plan => AwsPlans.Sqs;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (cuts, attempts) = (new Cuts(context, Plan), new Attempts(context, Plan));
        var wanted = cuts.Take(context.Resources.Where(resource => resource.Kind == ResourceKinds.SqsQueue), MaxQueues, Api, "queues");
        if (wanted.Count == 0)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(context, Plan, Api, CoverageOutcome.NotApplicable, "No queue was resolved.")],
            };
            yield break;
        }

        var batches = new List<EvidenceBatch>();
        foreach (var queue in wanted)
        {
            batches.Add(await QueueAsync(context, queue, attempts, cancellationToken));
        }

        yield return Batches.Join(batches) with
        {
            States = [.. batches.SelectMany(batch => batch.States)], Coverage = [.. attempts.Rows, .. cuts.Rows],
        };
    }

    private async Task<EvidenceBatch> QueueAsync(
        CollectionContext context, ResourceRef queue, Attempts attempts, CancellationToken cancellationToken)
    {
        var found = await attempts.TryAsync(Api, () =>
            queues.GetAttributesAsync(context.Account, queue.Name, context.Calls, cancellationToken));
        if (found is null)
        {
            return new EvidenceBatch();
        }

        var dead = QueueClient.DeadLetters(found);
        var letters = dead?.Arn.Split(':', 6) is ["arn", _, "sqs", var region, var account, var name]
            && region == context.Region && account == context.Account && DataStores.IsName(name)
            ? DataStores.Resource(context, ResourceKinds.SqsQueue, name) : null;
        var there = letters is null ? null : await attempts.TryAsync(Api, () =>
            queues.GetAttributesAsync(context.Account, letters.Name, context.Calls, cancellationToken));
        return new EvidenceBatch
        {
            Resources = letters is null ? [] : [letters],
            Relations = letters is null ? [] : [Relations.Of(context, queue, letters, RelationType.RoutesTo, $"{Api} RedrivePolicy")],
            States = [State(context, queue, found, dead?.MaxReceives, letters, Waiting(there))],
        };
    }

    private static ResourceState State(
        CollectionContext context, ResourceRef queue, IReadOnlyDictionary<string, string> found, string? maxReceives,
        ResourceRef? letters, int dead) => new()
        {
            EvidenceId = context.Ids.For("state", queue.Id),
            Resource = queue,
            Status = dead > 0 ? ResourceStatus.Degraded : ResourceStatus.Healthy,
            NativeStatus = string.Create(CultureInfo.InvariantCulture, $"{Waiting(found)} messages waiting"),
            Conditions = dead == 0 ? [] :
            [
                new ResourceCondition
                {
                    Type = "DeadLetters", Reason = "MessagesMoved",
                    Message = string.Create(CultureInfo.InvariantCulture,
                        $"{dead} messages lie in {letters!.Name}: each was received {maxReceives ?? "several"} times and deleted by nobody."),
                },
            ],
            Attributes = found.Where(pair => pair.Key != "RedrivePolicy")
                .Append(new("deadLetterQueue", letters?.Name ?? "")).Append(new("maxReceiveCount", maxReceives ?? ""))
                .Where(pair => pair.Value.Length > 0)
                .ToDictionary(pair => char.ToLowerInvariant(pair.Key[0]) + pair.Key[1..], pair => context.Redactor.Redact(pair.Value)),
            ObservedAt = context.Time.GetUtcNow(),
            Pointer = new Pointer { Api = Api, Parameters = new Dictionary<string, string> { ["queueName"] = queue.Name } },
        };

    private static int Waiting(IReadOnlyDictionary<string, string>? attributes) =>
        int.TryParse(attributes?.GetValueOrDefault("ApproximateNumberOfMessages"), CultureInfo.InvariantCulture, out var count) ? count : 0;
}
