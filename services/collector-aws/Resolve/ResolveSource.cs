using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>From the alarm, as the cloud reports it, to the function it watches and to where that function logs.</summary>
internal sealed class ResolveSource(ILambdaClient lambda) : IEvidenceSource
{
    private const string Api = "lambda:GetFunctionConfiguration";

    public SourcePlan Plan => ResolvePlan.Plan;

    public bool AppliesTo(CollectionTarget target) => target.Alarm is not null || target.Resources.Count > 0;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var functions = Functions(context);
        var alarm = context.Alarm is { } fact ? AlarmResource(context, fact) : null;
        if (functions.Count == 0)
        {
            yield return new EvidenceBatch
            {
                Resources = alarm is null ? [] : [alarm],
                Coverage = [CoverageRows.Of(
                    context, Plan, Api, CoverageOutcome.NotApplicable,
                    context.Alarm is null
                        ? "There is no alarm of the cloud's own to resolve, and no function was named."
                        : "The alarm's dimensions name no Lambda function.")],
            };
            yield break;
        }

        foreach (var (function, rule) in functions)
        {
            var (logGroup, found, coverage) = await LogGroupAsync(context, function, cancellationToken);
            var logs = LogGroupResource(context, logGroup);
            List<Relation> relations = [Relate(context, function, logs, RelationType.LogsTo, found)];
            if (alarm is not null)
            {
                relations.Add(Relate(context, function, alarm, RelationType.MeasuredBy, rule));
            }

            yield return new EvidenceBatch
            {
                Resources = alarm is null ? [function, logs] : [function, logs, alarm],
                Relations = relations,
                Coverage = [coverage],
            };
        }
    }

    private static List<(ResourceRef Function, string Rule)> Functions(CollectionContext context)
    {
        var functions = new List<(ResourceRef, string)>();
        if (FunctionName.From(context.Alarm?.Dimensions) is { } named)
        {
            functions.Add((FunctionName.Resource(context, named), "alarm dimension FunctionName"));
        }

        functions.AddRange(context.Target.Resources
            .Where(resource => resource.Kind == ResourceKinds.LambdaFunction && resource.Region == context.Region
                && FunctionName.IsName(resource.Name) && functions.All(f => f.Item1.Name != resource.Name))
            .Select(resource => (FunctionName.Resource(context, resource.Name), "the request")));
        return functions;
    }

    private async Task<(string Name, string Source, Coverage Coverage)> LogGroupAsync(
        CollectionContext context, ResourceRef function, CancellationToken cancellationToken)
    {
        var standard = $"/aws/lambda/{function.Name}";
        try
        {
            var configuration = await lambda.GetFunctionConfigurationAsync(
                function.Name, null, context.Calls, cancellationToken);
            var given = configuration.LogGroup is { Length: > 0 } name ? name : standard;
            return (context.Redactor.Redact(given), $"{Api} LoggingConfig.LogGroup",
                CoverageRows.Of(context, Plan, Api, CoverageOutcome.Complete));
        }
        catch (CollectionException e)
        {
            var row = CoverageRows.OfError(context, Plan, Api, e);
            return (standard, "default name of a function's log group", row with
            {
                Detail = $"{row.Detail} The default log group {standard} was assumed.",
            });
        }
    }

    private static ResourceRef AlarmResource(CollectionContext context, AlarmFact alarm) => new()
    {
        Provider = CloudProvider.Aws,
        Account = context.Account,
        Region = context.Region,
        Kind = ResourceKinds.CloudWatchAlarm,
        Id = alarm.Id,
        Name = alarm.Name,
    };

    private static ResourceRef LogGroupResource(CollectionContext context, string name) => new()
    {
        Provider = CloudProvider.Aws,
        Account = context.Account,
        Region = context.Region,
        Kind = ResourceKinds.LogGroup,
        Id = $"arn:{AwsEndpoints.PartitionOf(context.Region)}:logs:{context.Region}:{context.Account}:log-group:{name}",
        Name = name,
    };

    private static Relation Relate(
        CollectionContext context, ResourceRef from, ResourceRef to, RelationType type, string source) => new()
    {
        EvidenceId = context.Ids.For("relation", from.Id, to.Id, type.ToString()),
        From = from,
        To = to,
        Type = type,
        Source = source,
    };
}
