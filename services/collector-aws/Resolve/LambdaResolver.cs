using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Resolve;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>
/// Lambda functions: the dimension <c>FunctionName</c> or <c>Resource</c>, or a requested function. Logs are where the
/// function's LoggingConfig says, else in <c>/aws/lambda/name</c>.
/// </summary>
internal sealed class LambdaResolver(ILambdaClient lambda) : IResourceResolver
{
    private const string Api = "lambda:GetFunctionConfiguration";

    public bool Handles(CollectionContext context) => Functions(context).Count > 0;

    public async Task<EvidenceBatch> ResolveAsync(CollectionContext context, CancellationToken cancellationToken)
    {
        var alarm = AwsResources.Alarm(context);
        var batches = new List<EvidenceBatch>();
        foreach (var (function, rule) in Functions(context))
        {
            var (logGroup, found, row, configuration) = await LogGroupAsync(context, function, cancellationToken);
            batches.Add(new EvidenceBatch { Resources = [function], Coverage = [row] });
            batches.Add(AwsResources.LogsTo(context, function, logGroup, found));
            if (configuration is not null)
            {
                batches.Add(Surroundings.Of(context, function, configuration.SecurityGroups, [configuration.Role], Api));
            }

            batches.Add(new EvidenceBatch
            {
                Relations = alarm is null
                    ? [] : [Relations.Of(context, function, alarm, RelationType.MeasuredBy, rule)],
            });
        }

        return Batches.Join(batches);
    }

    private static List<(ResourceRef Function, string Rule)> Functions(CollectionContext context)
    {
        var functions = new List<(ResourceRef, string)>();
        if (FunctionName.From(context.Alarm) is { } named)
        {
            functions.Add((FunctionName.Resource(context, named), "alarm dimension FunctionName"));
        }

        functions.AddRange(context.Target.Resources
            .Where(resource => resource.Kind == ResourceKinds.LambdaFunction && resource.Region == context.Region
                && FunctionName.IsName(resource.Name) && functions.All(f => f.Item1.Name != resource.Name))
            .Select(resource => (FunctionName.Resource(context, resource.Name), "the request")));
        return functions;
    }

    private async Task<(string Name, string Source, Coverage Coverage, FunctionConfiguration? Configuration)> LogGroupAsync(
        CollectionContext context, ResourceRef function, CancellationToken cancellationToken)
    {
        var standard = $"/aws/lambda/{function.Name}";
        try
        {
            var configuration = await lambda.GetFunctionConfigurationAsync(
                function.Name, null, context.Calls, cancellationToken);
            var given = configuration.LogGroup is { Length: > 0 } name ? name : standard;
            return (given, $"{Api} LoggingConfig.LogGroup",
                CoverageRows.Of(context, AwsResolve.Plan, Api, CoverageOutcome.Complete), configuration);
        }
        catch (CollectionException e)
        {
            var row = CoverageRows.OfError(context, AwsResolve.Plan, Api, e);
            return (standard, "default name of a function's log group", row with
            {
                Detail = $"{row.Detail} The default log group {standard} was assumed.",
            }, null);
        }
    }
}
