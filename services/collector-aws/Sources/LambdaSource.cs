using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Resolve;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>How a function is configured, what changed about it, and what triggers it.</summary>
internal sealed class LambdaSource(ILambdaClient lambda, CollectionOptions collection, CollectorAwsOptions options)
    : IEvidenceSource
{
    private const string Configuration = "lambda:GetFunctionConfiguration";
    private const string Versions = "lambda:ListVersionsByFunction";
    private const string Aliases = "lambda:ListAliases";
    private const string EventSources = "lambda:ListEventSourceMappings";
    private const string Concurrency = "lambda:GetFunctionConcurrency";
    private const int MaxFunctions = 5;

    public SourcePlan Plan => AwsPlans.Lambda;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cuts = new Cuts(context, Plan);
        var functions = cuts.Take(
            context.Resources.Where(r => r.Kind == ResourceKinds.LambdaFunction), MaxFunctions, Configuration, "functions");
        if (cuts.Rows.Count > 0)
        {
            yield return new EvidenceBatch { Coverage = cuts.Rows };
        }

        if (functions.Count == 0)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(
                    context, Plan, Configuration, CoverageOutcome.NotApplicable, "No function was resolved.")],
            };
        }

        foreach (var function in functions)
        {
            yield return await FunctionAsync(context, function, cancellationToken);
        }
    }

    private async Task<EvidenceBatch> FunctionAsync(
        CollectionContext context, ResourceRef function, CancellationToken cancellationToken)
    {
        var (calls, attempts) = (context.Calls, new Attempts(context, Plan));
        var versions = attempts.TryAsync(
            Versions,
            () => lambda.ListVersionsByFunctionAsync(function.Name, collection.MaxPages, calls, cancellationToken),
            pages => pages.IsComplete);
        var configuration = attempts.TryAsync(
            Configuration, () => lambda.GetFunctionConfigurationAsync(function.Name, null, calls, cancellationToken));
        var aliases = attempts.TryAsync(
            Aliases, () => lambda.ListAliasesAsync(function.Name, collection.MaxPages, calls, cancellationToken),
            pages => pages.IsComplete);
        var reserved = attempts.TryAsync(Concurrency, async () =>
            new Reserved(await lambda.GetFunctionConcurrencyAsync(function.Name, calls, cancellationToken)));
        var sources = attempts.TryAsync(
            EventSources,
            () => lambda.ListEventSourceMappingsAsync(function.Name, collection.MaxPages, calls, cancellationToken),
            pages => pages.IsComplete);

        // None needs another's answer; all have ended before the first is published, so that no call outlives the source.
        await Task.WhenAll(versions, configuration, aliases, reserved, sources);
        var triggers = Triggers(context, function, await sources);
        var cuts = new Cuts(context, Plan);
        var changes = Changes(context, function, await versions, cuts);
        return new EvidenceBatch
        {
            Changes = changes,
            Resources = [.. triggers.Select(relation => relation.From)],
            Relations = triggers,
            States = await configuration is { } current
                ? [FunctionState.Of(context, function, current, (await aliases)?.Items, (await reserved)?.Executions)] : [],
            Coverage = [.. attempts.Rows, .. cuts.Rows],
        };
    }

    private IReadOnlyList<Change> Changes(
        CollectionContext context, ResourceRef function, Pages<FunctionConfiguration>? versions, Cuts cuts) => versions is null
            ? []
            : FunctionHistory.Changes(
                context, function, versions.Items, TimeSpan.FromDays(options.ChangeLookbackDays), cuts);

    private static List<Relation> Triggers(
        CollectionContext context, ResourceRef function, Pages<EventSource>? sources)
    {
        var relations = new List<Relation>();
        foreach (var source in sources?.Items ?? [])
        {
            if (TriggerResource(context, source.SourceArn) is { } from)
            {
                relations.Add(Relations.Of(context, from, function, RelationType.Triggers, EventSources));
            }
        }

        return relations;
    }

    /// <summary>Queues and table streams; other kinds of event sources are not in the closed list of kinds.</summary>
    private static ResourceRef? TriggerResource(CollectionContext context, string arn)
    {
        var parts = context.Redactor.Redact(arn).Split(':', 6);
        return parts switch
        {
            ["arn", _, "sqs", var region, var account, var name] =>
                Resource(account, region, ResourceKinds.SqsQueue, string.Join(':', parts), name),
            ["arn", _, "dynamodb", var region, var account, var path] when path.Split('/') is ["table", var table, ..] =>
                Resource(
                    account, region, ResourceKinds.DynamoDbTable,
                    string.Join(':', parts[..5]) + $":table/{table}", table),
            _ => null,
        };
    }

    private static ResourceRef Resource(string account, string region, string kind, string id, string name) => new()
    {
        Provider = CloudProvider.Aws, Account = account, Region = region, Kind = kind, Id = id, Name = name,
    };

    /// <summary>A function without reserved concurrency answers with nothing, which is not a failed call.</summary>
    private sealed record Reserved(int? Executions);
}
