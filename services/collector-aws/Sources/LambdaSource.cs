using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
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

    public bool AppliesTo(CollectionTarget target) => target.Alarm is not null || target.Resources.Count > 0;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var resolved = context.Resources.Where(r => r.Kind == ResourceKinds.LambdaFunction).ToList();
        var functions = resolved.Take(MaxFunctions).ToList();
        if (resolved.Count > MaxFunctions)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(
                    context, Plan, Configuration, CoverageOutcome.Partial,
                    $"{resolved.Count} functions were resolved; the first {MaxFunctions} were looked into.")],
            };
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
            var calls = context.Calls;
            var history = TryAsync(
                context, Versions, () => lambda.ListVersionsByFunctionAsync(
                    function.Name, collection.MaxPages, calls, cancellationToken), pages => pages.IsComplete);
            var configuring = TryAsync(context, Configuration, () =>
                lambda.GetFunctionConfigurationAsync(function.Name, null, calls, cancellationToken));
            var naming = TryAsync(context, Aliases, () =>
                lambda.ListAliasesAsync(function.Name, collection.MaxPages, calls, cancellationToken), p => p.IsComplete);
            var reserving = TryAsync(context, Concurrency, async () =>
                new Reserved(await lambda.GetFunctionConcurrencyAsync(function.Name, calls, cancellationToken)));
            var triggering = TryAsync(context, EventSources, () =>
                lambda.ListEventSourceMappingsAsync(function.Name, collection.MaxPages, calls, cancellationToken),
                p => p.IsComplete);

            // None needs another's answer; all have ended before the first is published, so that no call outlives the source.
            await Task.WhenAll(history, configuring, naming, reserving, triggering);
            var (versions, versionsRow) = await history;
            var (configuration, configurationRow) = await configuring;
            var (aliases, aliasesRow) = await naming;
            var (reserved, reservedRow) = await reserving;
            var (sources, sourcesRow) = await triggering;
            yield return new EvidenceBatch { Changes = Changes(context, function, versions), Coverage = [versionsRow] };
            var triggers = Triggers(context, function, sources);
            yield return new EvidenceBatch
            {
                Resources = [.. triggers.Select(relation => relation.From)],
                Relations = triggers,
                States = configuration is null
                    ? [] : [FunctionState.Of(context, function, configuration, aliases?.Items, reserved?.Executions)],
                Coverage = [configurationRow, aliasesRow, reservedRow, sourcesRow],
            };
        }
    }

    /// <summary>Each call fails on its own: what the others gave is still worth having.</summary>
    private async Task<(T? Answer, Coverage Row)> TryAsync<T>(
        CollectionContext context, string api, Func<Task<T>> call, Func<T, bool>? isComplete = null)
        where T : class
    {
        try
        {
            var result = await call();
            var complete = isComplete is null || isComplete(result);
            return (result, CoverageRows.Of(
                context, Plan, api, complete ? CoverageOutcome.Complete : CoverageOutcome.Partial,
                complete ? null : $"More than {collection.MaxPages} pages: the newest entries may be missing."));
        }
        catch (CollectionException e)
        {
            return (null, CoverageRows.OfError(context, Plan, api, e));
        }
    }

    private IReadOnlyList<Change> Changes(
        CollectionContext context, ResourceRef function, Pages<FunctionConfiguration>? versions) => versions is null
            ? []
            : FunctionHistory.Changes(
                context, function, versions.Items, TimeSpan.FromDays(options.ChangeLookbackDays));

    private static List<Relation> Triggers(
        CollectionContext context, ResourceRef function, Pages<EventSource>? sources)
    {
        var relations = new List<Relation>();
        foreach (var source in sources?.Items ?? [])
        {
            if (TriggerResource(context, source.SourceArn) is { } from)
            {
                relations.Add(AwsResources.Relate(context, from, function, RelationType.Triggers, EventSources));
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
