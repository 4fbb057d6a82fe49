using System.Text.Json.Nodes;
using CauseFlow.Collection;
using CauseFlow.Collection.Json;

namespace CauseFlow.CollectorGcp.Clients;

internal sealed class ProjectClient(GcpHttp http) : IProjectClient
{
    private const string Api = "resourcemanager.projects.get";

    public async Task<string> StateAsync(string project, CallMeter calls, CancellationToken cancellationToken)
    {
        using var answer = await http.SendAsync(
            new GcpCall(GcpApi.ResourceManager, Api, project, $"/v3/projects/{Uri.EscapeDataString(project)}"), calls, cancellationToken);
        return answer.RootElement.Text("state") ?? "STATE_UNSPECIFIED";
    }

    public async Task<IReadOnlySet<string>> HeldAsync(
        string project, IReadOnlyCollection<string> permissions, CallMeter calls, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["permissions"] = new JsonArray([.. permissions.Select(permission => (JsonNode)permission)]) };
        using var answer = await http.SendAsync(
            new GcpCall(GcpApi.ResourceManager, Api, project, $"/v3/projects/{Uri.EscapeDataString(project)}:testIamPermissions", body),
            calls, cancellationToken);
        return answer.RootElement.Texts("permissions").ToHashSet(StringComparer.Ordinal);
    }
}
