using CauseFlow.Collection;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>The calls of ECS that are used. Clusters and services are named as ECS accepts them: name or ARN.</summary>
internal interface IEcsClient
{
    /// <summary>Most services of one DescribeServices call.</summary>
    const int MaxServicesPerCall = 10;

    /// <summary>Most tasks of one DescribeTasks call.</summary>
    const int MaxTasksPerCall = 100;

    /// <summary>ARNs of the region's clusters.</summary>
    Task<Pages<string>> ListClustersAsync(int maxPages, CallMeter calls, CancellationToken cancellationToken);

    /// <summary>ARNs of a cluster's services.</summary>
    Task<Pages<string>> ListServicesAsync(string cluster, int maxPages, CallMeter calls, CancellationToken cancellationToken);

    /// <summary>At most <see cref="MaxServicesPerCall"/>; a service that does not exist is left out.</summary>
    Task<IReadOnlyList<EcsServiceDescription>> DescribeServicesAsync(
        string cluster, IReadOnlyList<string> services, CallMeter calls, CancellationToken cancellationToken);

    /// <param name="cluster">Cluster.</param>
    /// <param name="service">Service of the cluster.</param>
    /// <param name="stopped">True for the tasks that have stopped within about an hour, false for the others.</param>
    /// <param name="maxPages">Pages of 100.</param>
    /// <param name="calls">Meter of the source.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<Pages<string>> ListTasksAsync(
        string cluster, string service, bool stopped, int maxPages, CallMeter calls, CancellationToken cancellationToken);

    /// <summary>At most <see cref="MaxTasksPerCall"/>.</summary>
    Task<IReadOnlyList<EcsTaskDescription>> DescribeTasksAsync(
        string cluster, IReadOnlyList<string> tasks, CallMeter calls, CancellationToken cancellationToken);

    /// <summary>An ARN or <c>family:revision</c>.</summary>
    Task<EcsTaskDefinition> DescribeTaskDefinitionAsync(
        string taskDefinition, CallMeter calls, CancellationToken cancellationToken);
}
