using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>Reads each revision once and keeps what went wrong for one coverage row.</summary>
internal sealed class TaskDefinitionReader(IEcsClient ecs, CollectionContext context, SourcePlan plan)
{
    private const string Api = "ecs:DescribeTaskDefinition";

    /// <summary>ECS's code for a revision that does not exist, or was deleted.</summary>
    private const string Unknown = "ClientException";

    private readonly Dictionary<string, EcsTaskDefinition?> _read = new(StringComparer.Ordinal);
    private readonly List<string> _missing = [];
    private CollectionException? _failure;

    /// <param name="revision">ARN or <c>family:revision</c>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Null where it could not be read.</returns>
    public async Task<EcsTaskDefinition?> FindAsync(string revision, CancellationToken cancellationToken)
    {
        var name = EcsNames.Tail(revision);
        if (_read.TryGetValue(name, out var known))
        {
            return known;
        }

        try
        {
            return _read[name] = await ecs.DescribeTaskDefinitionAsync(name, context.Calls, cancellationToken);
        }
        catch (CollectionException e)
        {
            if (e.ProviderCode == Unknown)
            {
                _missing.Add(name);
            }
            else
            {
                _failure ??= e;
            }

            return _read[name] = null;
        }
    }

    public Coverage? Row() => (_failure, _missing.Count, _read.Count) switch
    {
        ({ } failure, _, _) => CoverageRows.OfError(context, plan, Api, failure),
        (_, > 0, _) => CoverageRows.Of(
            context, plan, Api, CoverageOutcome.Partial,
            $"{string.Join(", ", _missing)} cannot be described any more, so what changed since then is not known."),
        (_, _, > 0) => CoverageRows.Of(context, plan, Api, CoverageOutcome.Complete),
        _ => null,
    };
}
