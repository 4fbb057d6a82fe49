using System.Xml;
using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.Runtime;
using CauseFlow.Collection;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>
/// EC2 through AWS's own client. The client signs and parses; retries, the meter, the time-out, the bound of the answer and
/// the classification are those of every other service, because its requests leave through <see cref="QueryEdge"/>.
/// </summary>
internal sealed class Ec2Client(AwsHttp http) : IEc2Client
{
    private const int PageSize = 100;

    public async Task<IReadOnlyList<CloudInstance>> DescribeInstancesAsync(
        IReadOnlyList<string> ids, CallMeter calls, CancellationToken cancellationToken)
    {
        var answer = await InstancesAsync(
            new DescribeInstancesRequest { InstanceIds = [.. ids] }, calls, cancellationToken);
        return Instances(answer);
    }

    public async Task<Pages<CloudInstance>> DescribeTaggedInstancesAsync(
        string tag, string value, int maxPages, CallMeter calls, CancellationToken cancellationToken)
    {
        var found = new List<CloudInstance>();
        string? token = null;
        var pages = 0;
        do
        {
            var answer = await InstancesAsync(
                new DescribeInstancesRequest
                {
                    Filters = [new Filter($"tag:{tag}", [Literal(value)])], MaxResults = PageSize, NextToken = token,
                },
                calls, cancellationToken);
            found.AddRange(Instances(answer));
            token = string.IsNullOrEmpty(answer.NextToken) ? null : answer.NextToken;
        }
        while (token is not null && ++pages < maxPages);
        return new Pages<CloudInstance>(found, token is null);
    }

    public async Task<IReadOnlyList<CloudInstanceStatus>> DescribeInstanceStatusAsync(
        IReadOnlyList<string> ids, CallMeter calls, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(
            "ec2:DescribeInstanceStatus", calls,
            (client, token) => client.DescribeInstanceStatusAsync(
                new DescribeInstanceStatusRequest { InstanceIds = [.. ids], IncludeAllInstances = true }, token),
            cancellationToken);
        return [.. (answer.InstanceStatuses ?? []).Where(s => s.InstanceId is not null).Select(Status)];
    }

    private Task<DescribeInstancesResponse> InstancesAsync(
        DescribeInstancesRequest request, CallMeter calls, CancellationToken cancellationToken) => CallAsync(
            "ec2:DescribeInstances", calls, (client, token) => client.DescribeInstancesAsync(request, token),
            cancellationToken);

    /// <summary>A client for each attempt: it takes the credentials of that moment, so that a forgotten session ends it.</summary>
    private Task<T> CallAsync<T>(
        string permission, CallMeter calls, Func<AmazonEC2Client, CancellationToken, Task<T>> call,
        CancellationToken cancellationToken) => http.ExecuteAsync(
            permission, calls,
            async token =>
            {
                using var client = new AmazonEC2Client(http.Credentials, Configuration(permission));
                try
                {
                    return await call(client, token);
                }
                catch (Exception e) when (
                    e is AmazonClientException or FormatException or OverflowException or XmlException)
                {
                    // Refusals never reach the client: what it still trips over is the form of a successful answer, and its
                    // parser lets the exceptions of a malformed time or number through as they are.
                    throw http.Unreadable(permission, "an answer of EC2", e);
                }
            },
            cancellationToken);

    private AmazonEC2Config Configuration(string permission) => new()
    {
        ServiceURL = http.EndpointOf(AwsService.Ec2).AbsoluteUri,
        AuthenticationRegion = http.Region,
        HttpClientFactory = new QueryEdge(http, new AwsCall(AwsService.Ec2, permission)),
        MaxErrorRetry = 0,
        // A budget of its own beside MaxErrorRetry: without it a full time-out may be repeated.
        MaxStaleConnectionRetries = 0,
        AllowAutoRedirect = false,
        // These come from the environment otherwise: neither end-point goes together with an address, and the mode "auto"
        // would ask the metadata service of the machine first.
        DefaultConfigurationMode = DefaultConfigurationMode.Standard,
        UseDualstackEndpoint = false,
        UseFIPSEndpoint = false,
    };

    /// <summary>In a filter's value * and ? stand for anything, and a tag may really hold them.</summary>
    private static string Literal(string value) => value
        .Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("*", @"\*", StringComparison.Ordinal)
        .Replace("?", @"\?", StringComparison.Ordinal);

    /// <summary>The client returns null for every list that is empty.</summary>
    private static List<CloudInstance> Instances(DescribeInstancesResponse answer) =>
    [
        .. (answer.Reservations ?? []).SelectMany(reservation => reservation.Instances ?? [])
            .Where(instance => instance.InstanceId is not null).Select(Instance),
    ];

    private static CloudInstance Instance(Instance instance) => new()
    {
        Id = instance.InstanceId,
        State = instance.State?.Name?.Value ?? "unknown",
        StateTransitionReason = Given(instance.StateTransitionReason),
        StateReasonCode = Given(instance.StateReason?.Code),
        StateReasonMessage = Given(instance.StateReason?.Message),
        LaunchedAt = Time(instance.LaunchTime),
        Type = instance.InstanceType?.Value,
        ImageId = instance.ImageId,
        AvailabilityZone = instance.Placement?.AvailabilityZone,
        Platform = instance.PlatformDetails ?? instance.Platform?.Value,
        Architecture = instance.Architecture?.Value,
        Lifecycle = instance.InstanceLifecycle?.Value,
        VpcId = instance.VpcId,
        SubnetId = instance.SubnetId,
        Tenancy = instance.Placement?.Tenancy?.Value,
        Monitoring = instance.Monitoring?.State?.Value,
        InstanceProfile = instance.IamInstanceProfile?.Arn,
        SecurityGroups = [.. (instance.SecurityGroups ?? []).Select(group => group.GroupId).OfType<string>()],
        Tags = (instance.Tags ?? []).Where(tag => tag.Key is not null).DistinctBy(tag => tag.Key)
            .ToDictionary(tag => tag.Key, tag => tag.Value ?? ""),
    };

    private static CloudInstanceStatus Status(InstanceStatus status) => new(
        status.InstanceId,
        Check(
            status.SystemStatus?.Status?.Value, (status.SystemStatus?.Details ?? []).Select(detail => detail.ImpairedSince)),
        Check(status.Status?.Status?.Value, (status.Status?.Details ?? []).Select(detail => detail.ImpairedSince)),
        Check(
            status.AttachedEbsStatus?.Status?.Value,
            (status.AttachedEbsStatus?.Details ?? []).Select(detail => detail.ImpairedSince)),
        [.. (status.Events ?? []).Where(e => e.Code is not null).Select(e =>
            new ScheduledEvent(e.Code.Value, e.Description, Time(e.NotBefore), Time(e.NotAfter)))]);

    private static StatusCheck? Check(string? status, IEnumerable<DateTime?> impairedSince) =>
        status is null ? null : new StatusCheck(status, impairedSince.Select(Time).Min());

    /// <summary>An empty element means that there is nothing to say.</summary>
    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>The client gives times in the zone of the machine or without one; AWS means UTC.</summary>
    private static DateTimeOffset? Time(DateTime? time) => time is not { } given || given.Year < 2006 ? null
        : new DateTimeOffset(given.Kind == DateTimeKind.Local
            ? given.ToUniversalTime() : DateTime.SpecifyKind(given, DateTimeKind.Utc));
}
