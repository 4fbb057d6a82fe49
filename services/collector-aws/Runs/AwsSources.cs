using CauseFlow.Collection;
using CauseFlow.Collection.Environments;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.CollectorAws.Sources;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAws.Runs;

/// <summary>Makes the sources of one region over one session, in the stages in which they run.</summary>
internal sealed class AwsSources(
    AwsTransport transport, AwsEndpoints endpoints, IOptions<CollectorAwsOptions> options,
    IOptionsMonitor<CollectionOptions> collection, TimeProvider time)
{
    /// <param name="session">The run's session.</param>
    /// <param name="region">A region of the integration.</param>
    /// <param name="only">Names of the collecting sources to run; null for all. Resolving always runs.</param>
    public IReadOnlyList<IReadOnlyList<IEvidenceSource>> Create(
        AwsSession session, string region, IReadOnlyList<string>? only)
    {
        var http = new AwsHttp(transport, endpoints, options.Value, session, region, time);
        var cloudWatch = new CloudWatchClient(http);
        var lambda = new LambdaClient(http, new EnvironmentHasher());
        var logs = new LogsClient(http);
        var ec2 = new Ec2Client(http);
        var ecs = new EcsClient(http, new EnvironmentHasher());
        var balancing = new LoadBalancerClient(http);
        var scaling = new AutoScalingClient(http);
        var rds = new RdsClient(http);
        var bounds = collection.Get(CollectorAwsRegistration.Service);
        IEvidenceSource[] collecting =
        [
            new MetricsSource(cloudWatch, bounds),
            new AlarmHistorySource(cloudWatch, bounds, options.Value),
            new LogsSource(logs, bounds, options.Value),
            new LambdaSource(lambda, bounds, options.Value),
            new Ec2Source(ec2, options.Value),
            new EcsSource(ecs, bounds, options.Value),
            new LoadBalancerSource(balancing),
            new AutoScalingSource(scaling),
            new RdsSource(rds, options.Value),
            new SqsSource(new QueueClient(http)),
            new DynamoDbSource(new TableClient(http)),
            new CloudTrailSource(new CloudTrailClient(http), options.Value),
        ];
        IResourceResolver[] targets = [new LambdaResolver(lambda), new Ec2Resolver(ec2, logs, bounds)];
        return
        [
            [new AlarmSource(cloudWatch)],
            [
                new ResolveSource(
                    [
                        .. targets,
                        new EcsResolver(ecs, bounds),
                        new LoadBalancerResolver(cloudWatch, ecs, balancing, targets, bounds),
                        new ScalingGroupResolver(scaling),
                        new DataStoreResolver(rds),
                        new MetricFilterResolver(logs, bounds),
                    ],
                    new LogHintResolver(logs)),
            ],
            [.. collecting.Where(source => only is null || only.Contains(source.Plan.Source))],
        ];
    }
}
