using System.Net;
using Azure.Core;
using CauseFlow.CollectorAzure;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.CollectorAzure.Resolve;
using CauseFlow.CollectorAzure.Sources;
using CauseFlow.Contracts;

namespace CauseFlow.Collection.Conformance.Azure;

/// <summary>The clients of one fake Azure.</summary>
internal sealed record AzureClients(
    IArmClient Arm, IResourceGraph Graph, IMetricsClient Metrics, ILogsClient Logs, IVirtualMachines Machines, CollectorAzureOptions Options);

/// <summary>The suite over a fake Azure; each source of the Azure collector is one concrete class.</summary>
public abstract class AzureSourceConformance : EvidenceSourceConformance
{
    private const string Group = $"/subscriptions/{AzureAnswers.Subscription}/resourcegroups/shop";

    protected override string Region => "global";

    protected override CollectionTarget Target { get; } = new()
    {
        Alarm = new AlarmFact
        {
            Provider = CloudProvider.Azure, Id = AzureAnswers.Alert.ToLowerInvariant(), Name = "cpu", Account = AzureAnswers.Subscription,
            Region = "global", State = AlarmState.Alarm, StateChangedAt = Now,
        },
        Resources = [],
        Accounts = [AzureAnswers.Subscription],
        Regions = ["global"],
        WorkspaceId = "c0ffee00-0000-4000-8000-000000000001",
    };

    private protected abstract IEvidenceSource Create(AzureClients clients);

    protected override FakeCloud CreateCloud() => new() { Answer = (action, _) => AzureAnswers.Of(action), ActionOf = AzureAnswers.ActionOf };

    protected override HttpResponseMessage Denied(string action) => FakeCloud.Json(HttpStatusCode.Forbidden,
        $$$"""{"error":{"code":"AuthorizationFailed","message":"The client 'x' with object id 'x' does not have authorization to perform action '{{{action}}}' over scope '/subscriptions/{{{AzureAnswers.Subscription}}}' or the scope is invalid."}}""");

    protected override IReadOnlyList<IReadOnlyList<IEvidenceSource>> CreateSources(FakeCloud cloud, int attemptTimeoutSeconds)
    {
        var options = new CollectorAzureOptions
        {
            AttemptTimeoutSeconds = attemptTimeoutSeconds, MaxAttempts = 2, RetryDelayMilliseconds = 0, MaxResponseBytes = 8 * 1024 * 1024,
        };
        var collection = new CollectionOptions();
        var transport = new AzureTransport(new SharedHandler(cloud));
        var endpoint = new Uri("https://management.azure.com/");
        var arm = new ArmRestClient(new AzureHttp(transport, endpoint, new FixedToken(), options, TimeProvider.System), collection, options);
        var clients = new AzureClients(
            arm, new ResourceGraphClient(arm), new MetricsClient(arm),
            new LogAnalyticsClient(new AzureHttp(transport, new Uri("https://api.loganalytics.io/"), new FixedToken(), options, TimeProvider.System),
                options.MaxRowsPerQuery),
            new VirtualMachinesClient(transport, endpoint, new FixedToken(), options, collection, TimeProvider.System), options);
        var own = Create(clients);
        IEvidenceSource[] before = [new AlarmSource(arm), new ResolveSource(clients.Graph, collection)];
        return
        [
            .. before.TakeWhile(source => source.Plan.Source != own.Plan.Source).Select(source => (IReadOnlyList<IEvidenceSource>)[source]),
            [own],
        ];
    }

    /// <summary>So many resources of a type, as resolving would give them.</summary>
    private protected static EvidenceBatch Many(CollectionContext context, int count, string type, Func<int, string>? group = null) => new()
    {
        Resources = [.. Enumerable.Range(0, count).Select(i => AzureResources.Of(
            context, AzureId.Parse($"{group?.Invoke(i) ?? Group}/providers/{type}/many-{i}")!))],
    };

    private sealed class FixedToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("token", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }

    /// <summary>The cloud outlives the clients that one stage list makes.</summary>
    private sealed class SharedHandler(FakeCloud cloud) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _cloud = new(cloud, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            _cloud.SendAsync(request, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            _cloud.Dispose();
            base.Dispose(disposing);
        }
    }
}
