using System.Text.Json;
using CauseFlow.Collection;
using CauseFlow.Collection.Environments;
using CauseFlow.Collection.Json;

namespace CauseFlow.CollectorGcp.Clients;

internal sealed class RunClient(GcpHttp http, EnvironmentHasher hasher) : IRunClient
{
    private const string Services = "run.services.list";
    private const string Revisions = "run.revisions.list";

    /// <summary>Version 2 has no list over all locations.</summary>
    public Task<GcpPages<RunPlace>> LocateAsync(
        string project, int maxPages, CallMeter calls, CancellationToken cancellationToken) => GcpPaging.ListAsync(
        http, new GcpCall(GcpApi.Run, Services, project, $"/v1/projects/{Uri.EscapeDataString(project)}/locations/-/services"),
        answer => answer.Items("items").Select(item => PlaceOf(project, item)).OfType<RunPlace>(),
        answer => answer.Texts("unreachable"), maxPages, calls, cancellationToken, knative: true);

    public Task<GcpPages<RunService>> ListServicesAsync(
        string project, string region, int maxPages, CallMeter calls, CancellationToken cancellationToken) => GcpPaging.ListAsync(
        http, new GcpCall(GcpApi.Run, Services, project, $"{Path(project, region)}?pageSize=100"),
        answer => answer.Items("services").Select(item => ServiceOf(project, region, item)).OfType<RunService>(),
        answer => answer.Texts("unreachable"), maxPages, calls, cancellationToken);

    public Task<GcpPages<RunRevision>> ListRevisionsAsync(
        string project, string region, string service, int maxPages, CallMeter calls, CancellationToken cancellationToken) => GcpPaging.ListAsync(
        http, new GcpCall(GcpApi.Run, Revisions, project, $"{Path(project, region)}/{Uri.EscapeDataString(service)}/revisions?pageSize=100"),
        answer => answer.Items("revisions").Select(RevisionOf).OfType<RunRevision>(),
        answer => answer.Texts("unreachable"), maxPages, calls, cancellationToken);

    private static string Path(string project, string region) =>
        $"/v2/projects/{Uri.EscapeDataString(project)}/locations/{Uri.EscapeDataString(region)}/services";

    private static RunPlace? PlaceOf(string project, JsonElement item)
    {
        var labels = item.Pairs("metadata", "labels");
        return item.Text("metadata", "name") is { Length: > 0 } name && labels.GetValueOrDefault("cloud.googleapis.com/location") is { Length: > 0 } region
            ? new RunPlace(project, region, name, labels) : null;
    }

    private static RunService? ServiceOf(string project, string region, JsonElement item)
    {
        if (item.Text("name") is not { Length: > 0 } name)
        {
            return null;
        }

        var terminal = item.At("terminalCondition") is { ValueKind: JsonValueKind.Object } condition ? [ConditionOf(condition)] : Array.Empty<RunCondition>();
        var traffic = item.Items("trafficStatuses") is { Count: > 0 } statuses ? statuses : item.Items("traffic");
        return new RunService(
            project, region, Tail(name), item.Text("uri"), Name(item.Text("latestReadyRevision")), Name(item.Text("latestCreatedRevision")),
            item.IsTrue("reconciling"), item.Time("updateTime"), item.Text("lastModifier"), item.Pairs("labels"),
            [.. terminal, .. item.Items("conditions").Select(ConditionOf)],
            [.. traffic.Select(share => new RunTraffic(
                share.Text("revision") is { Length: > 0 } revision ? Tail(revision) : "LATEST", (int)(share.Number("percent") ?? 0)))]);
    }

    private RunRevision? RevisionOf(JsonElement item) => item.Text("name") is not { Length: > 0 } name ? null : new RunRevision(
        Tail(name), item.Text("service") is { Length: > 0 } service ? Tail(service) : "", item.Time("createTime"),
        (int?)item.Number("maxInstanceRequestConcurrency"), item.Text("timeout"), (int?)item.Number("scaling", "minInstanceCount"),
        (int?)item.Number("scaling", "maxInstanceCount"), item.Text("serviceAccount"), item.Text("vpcAccess", "connector"),
        [.. item.Items("containers").Select(ContainerOf)], [.. item.Items("conditions").Select(ConditionOf)]);

    private RunContainer ContainerOf(JsonElement item)
    {
        var variables = item.Items("env").Where(variable => variable.Text("name") is { Length: > 0 })
            .GroupBy(variable => variable.Text("name")!, StringComparer.Ordinal).Select(group => group.First()).ToList();
        return new RunContainer(
            item.Text("name") ?? "", item.Text("image"), CommandLine.Of([.. item.Texts("command"), .. item.Texts("args")], hasher),
            Joined([.. item.Items("ports").Select(port => port.Text("containerPort")).OfType<string>()]), item.Pairs("resources", "limits"),
            variables.Where(variable => variable.At("valueSource") is null)
                .ToDictionary(variable => variable.Text("name")!, variable => hasher.Hash(variable.Text("value") ?? ""), StringComparer.Ordinal),
            variables.Where(variable => variable.At("valueSource") is not null).ToDictionary(
                variable => variable.Text("name")!,
                variable => $"{variable.Text("valueSource", "secretKeyRef", "secret")}:{variable.Text("valueSource", "secretKeyRef", "version")}",
                StringComparer.Ordinal));
    }

    private static RunCondition ConditionOf(JsonElement item) => new(
        item.Text("type") ?? "", item.Text("state") ?? "STATE_UNSPECIFIED",
        item.Text("revisionReason") ?? item.Text("executionReason") ?? item.Text("reason"), item.Text("message"), item.Time("lastTransitionTime"));

    private static string? Joined(IReadOnlyList<string> parts) => parts.Count == 0 ? null : string.Join(' ', parts);

    private static string? Name(string? resource) => resource is { Length: > 0 } ? Tail(resource) : null;

    private static string Tail(string name) => name[(name.LastIndexOf('/') + 1)..];
}
