using System.Text.Json.Nodes;
using CauseFlow.Collection;
using CauseFlow.Collection.Json;
using CauseFlow.Collection.Plans;

namespace CauseFlow.CollectorGcp.Clients;

internal sealed class ProjectClient(GcpHttp http) : IProjectClient
{
    private const string Api = "resourcemanager.projects.get";
    private const string InvalidArgument = "INVALID_ARGUMENT";

    /// <summary>As many as Google takes in one question.</summary>
    private const int MaxAsked = 100;

    public async Task<string> StateAsync(string project, CallMeter calls, CancellationToken cancellationToken)
    {
        using var answer = await http.SendAsync(
            new GcpCall(GcpApi.ResourceManager, Api, project, $"/v3/projects/{Uri.EscapeDataString(project)}"), calls, cancellationToken);
        return answer.RootElement.Text("state") ?? "STATE_UNSPECIFIED";
    }

    public async Task<HeldPermissions> HeldAsync(
        string project, IReadOnlyCollection<string> permissions, CallMeter calls, CancellationToken cancellationToken)
    {
        var (held, notOffered) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        var open = new Stack<string[]>(permissions.Distinct(StringComparer.Ordinal).Chunk(MaxAsked).Reverse());
        while (open.TryPop(out var asked))
        {
            try
            {
                held.UnionWith(await AskAsync(project, asked, calls, cancellationToken));
            }
            catch (CollectionException e) when (e.ProviderCode == InvalidArgument)
            {
                // One that Google does not know spoils the whole question: halves find out which it is.
                if (asked.Length == 1)
                {
                    notOffered.Add(asked[0]);
                    continue;
                }

                open.Push(asked[(asked.Length / 2)..]);
                open.Push(asked[..(asked.Length / 2)]);
            }
        }

        return new HeldPermissions(held, notOffered);
    }

    private async Task<IEnumerable<string>> AskAsync(
        string project, string[] permissions, CallMeter calls, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["permissions"] = new JsonArray([.. permissions.Select(permission => (JsonNode)permission)]) };
        using var answer = await http.SendAsync(
            new GcpCall(GcpApi.ResourceManager, GcpExcess.Asking, project, $"/v3/projects/{Uri.EscapeDataString(project)}:testIamPermissions", body),
            calls, cancellationToken);

        // What was not asked about is no answer to it.
        return answer.RootElement.Texts("permissions").Intersect(permissions, StringComparer.Ordinal);
    }
}
