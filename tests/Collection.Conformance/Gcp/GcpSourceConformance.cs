using System.Net;
using CauseFlow.Collection.Environments;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorGcp;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.CollectorGcp.Resolve;
using CauseFlow.CollectorGcp.Sources;
using CauseFlow.Contracts;
using Microsoft.Extensions.Configuration;

namespace CauseFlow.Collection.Conformance.Gcp;

/// <summary>The suite over a fake Google; each source of the GCP collector is one concrete class.</summary>
public abstract class GcpSourceConformance : EvidenceSourceConformance
{
    private protected const string Project = "shop-prod-1";

    protected override string Region => "global";

    /// <summary>What the alarm is about.</summary>
    protected virtual string ResourceType => "cloud_run_revision";

    protected virtual IReadOnlyDictionary<string, string> Labels { get; } =
        new Dictionary<string, string> { ["service_name"] = "checkout", ["location"] = "europe-west1", ["project_id"] = Project };

    protected override CollectionTarget Target => new()
    {
        Alarm = new AlarmFact
        {
            Provider = CloudProvider.Gcp, Id = $"projects/{Project}/incidents/0.abc", Name = "errors", Account = Project, Region = "europe-west1",
            State = AlarmState.Alarm, StateChangedAt = Now, RuleId = $"projects/{Project}/alertPolicies/1/conditions/2",
            ResourceType = ResourceType, Dimensions = Labels,
        },
        Resources = [],
        Accounts = [Project],
        Regions = ["global"],
    };

    protected override int GrantOf(string permission, int own) => GcpPlans.All.SelectMany(plan => plan.Calls)
        .Where(call => call.Permission == permission).Sum(call => call.MaxCallsPerRun) is > 0 and var all ? all : own;

    private protected abstract IEvidenceSource Create(GcpHttp http, CollectorGcpOptions options);

    protected override FakeCloud CreateCloud() => new() { Answer = (action, _) => GcpAnswers.Of(action), ActionOf = GcpAnswers.ActionOf };

    protected override HttpResponseMessage Denied(string action) => FakeCloud.Json(HttpStatusCode.Forbidden,
        $$$"""{"error":{"code":403,"message":"Permission '{{{action}}}' denied on resource (or it may not exist).","status":"PERMISSION_DENIED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"IAM_PERMISSION_DENIED","domain":"iam.googleapis.com","metadata":{"permission":"{{{action}}}"}}]}}""");

    protected override IReadOnlyList<IReadOnlyList<IEvidenceSource>> CreateSources(FakeCloud cloud, int attemptTimeoutSeconds)
    {
        var options = new CollectorGcpOptions { AttemptTimeoutSeconds = attemptTimeoutSeconds, MaxAttempts = 2, RetryDelayMilliseconds = 0 };
        var http = new GcpHttp(
            new GcpTransport(cloud), new GcpEndpoints(new ConfigurationBuilder().Build()), new AnyToken(), options, TimeProvider.System);
        return
        [
            [new AlarmSource(new MonitoringClient(http))],
            [
                new ResolveSource(
                    new RunClient(http, new EnvironmentHasher()), new ComputeClient(http), new ContainerClient(http), new ProjectClient(http),
                    new CollectionOptions()),
            ],
            [Create(http, options)],
        ];
    }

    /// <summary>So many resources of a kind, as resolving would give them.</summary>
    private protected static EvidenceBatch Many(int count, Func<int, ResourceRef> make)
    {
        List<ResourceRef> resources = [.. Enumerable.Range(0, count).Select(make)];
        return new EvidenceBatch { Resources = resources, WatchedLogs = [.. resources.Select(LogClauses.Of).OfType<WatchedLogGroup>()] };
    }

    private sealed class AnyToken : IAccessTokens
    {
        public Task<string> TokenAsync(string audience, CancellationToken cancellationToken) => Task.FromResult("ya29.any");
    }
}
