using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>Answers for task definitions alone.</summary>
internal sealed class FakeEcs(Func<string, EcsTaskDefinition> answer) : IEcsClient
{
    public List<string> Asked { get; } = [];

    public Task<EcsTaskDefinition> DescribeTaskDefinitionAsync(
        string taskDefinition, CallMeter calls, CancellationToken cancellationToken)
    {
        Asked.Add(taskDefinition);
        return Task.FromResult(answer(taskDefinition));
    }

    public Task<Pages<string>> ListClustersAsync(int maxPages, CallMeter calls, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Pages<string>> ListServicesAsync(
        string cluster, int maxPages, CallMeter calls, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<EcsServiceDescription>> DescribeServicesAsync(
        string cluster, IReadOnlyList<string> services, CallMeter calls, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Pages<string>> ListTasksAsync(
        string cluster, string service, bool stopped, int maxPages, CallMeter calls, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<EcsTaskDescription>> DescribeTasksAsync(
        string cluster, IReadOnlyList<string> tasks, CallMeter calls, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
