using CauseFlow.Collection;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>The calls of EC2 that are used.</summary>
internal interface IEc2Client
{
    /// <summary>Instances by their ids, at most 100; one that does not exist is a refused call.</summary>
    Task<IReadOnlyList<CloudInstance>> DescribeInstancesAsync(
        IReadOnlyList<string> ids, CallMeter calls, CancellationToken cancellationToken);

    /// <summary>Instances that carry a tag with exactly that value, in any state. Pages are followed up to the bound.</summary>
    Task<Pages<CloudInstance>> DescribeTaggedInstancesAsync(
        string tag, string value, int maxPages, CallMeter calls, CancellationToken cancellationToken);

    /// <summary>Status checks and scheduled events of instances by their ids, at most 100, also of those that do not run.</summary>
    Task<IReadOnlyList<CloudInstanceStatus>> DescribeInstanceStatusAsync(
        IReadOnlyList<string> ids, CallMeter calls, CancellationToken cancellationToken);
}
