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
            var rows = new List<Coverage>();
            var versions = await TryAsync(
                context, Versions, rows, () => lambda.ListVersionsByFunctionAsync(
                    function.Name, collection.MaxPages, calls, cancellationToken), pages => pages.IsComplete);
            yield return new EvidenceBatch { Changes = Changes(context, function, versions), Coverage = [.. rows] };
            rows.Clear();
            var configuration = await TryAsync(context, Configuration, rows, () =>
                lambda.GetFunctionConfigurationAsync(function.Name, null, calls, cancellationToken));
            var aliases = await TryAsync(context, Aliases, rows, () =>
                lambda.ListAliasesAsync(function.Name, collection.MaxPages, calls, cancellationToken), p => p.IsComplete);
            var reserved = await TryAsync(context, Concurrency, rows, async () =>
                new Reserved(await lambda.GetFunctionConcurrencyAsync(function.Name, calls, cancellationToken)));
            var sources = await TryAsync(context, EventSources, rows, () =>
                lambda.ListEventSourceMappingsAsync(function.Name, collection.MaxPages, calls, cancellationToken),
                p => p.IsComplete);
            var triggers = Triggers(context, function, sources);
            yield return new EvidenceBatch
            {
                Resources = [.. triggers.Select(relation => relation.From)],
                Relations = triggers,
                States = configuration is null
                    ? [] : [FunctionState.Of(context, function, configuration, aliases?.Items, reserved?.Executions)],
                Coverage = rows,
            };
        }
    }

    /// <summary>One call after the other fails on its own: what the others gave is still worth having.</summary>
    private async Task<T?> TryAsync<T>(
        CollectionContext context, string api, List<Coverage> rows, Func<Task<T>> call, Func<T, bool>? isComplete = null)
        where T : class
    {
        try
        {
            var result = await call();
            var complete = isComplete is null || isComplete(result);
            rows.Add(CoverageRows.Of(
                context, Plan, api, complete ? CoverageOutcome.Complete : CoverageOutcome.Partial,
                complete ? null : $"More than {collection.MaxPages} pages: the newest entries may be missing."));
            return result;
        }
        catch (CollectionException e)
        {
            rows.Add(CoverageRows.OfError(context, Plan, api, e));
            return null;
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
