using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CauseFlow.Gateway.OpenApi;

/// <summary>The one document of the API. It is kept for a minute, and for five seconds when a service was missing.</summary>
internal sealed class ApiDocument(
    ApiParts parts, RouteAccess routes,
    [FromKeyedServices(GatewayRegistration.Name)] IOpenApiDocumentProvider own, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan CompleteFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan IncompleteFor = TimeSpan.FromSeconds(5);
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly SemaphoreSlim gate = new(1, 1);
    private Kept? kept;

    public async Task<Kept> CurrentAsync(CancellationToken cancellationToken)
    {
        if (kept is { } fresh && time.GetUtcNow() < fresh.Until)
        {
            return fresh;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            return kept is { } other && time.GetUtcNow() < other.Until ? other : kept = await MakeAsync(cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task<Kept> MakeAsync(CancellationToken cancellationToken)
    {
        var documents = await parts.FetchAsync(cancellationToken);
        var gateway = await own.GetOpenApiDocumentAsync(cancellationToken);
        var json = (JsonObject)JsonNode.Parse(
            await gateway.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellationToken))!;
        var merged = ApiMerge.Merge(json, documents, routes.RoleFor);
        var lifetime = ApiMerge.Missing(documents).Any() ? IncompleteFor : CompleteFor;
        return new Kept(
            Encoding.UTF8.GetBytes(merged.ToJsonString(Indented)), Encoding.UTF8.GetBytes(ApiPage.Render(merged)),
            time.GetUtcNow() + lifetime);
    }

    internal sealed record Kept(byte[] Json, byte[] Page, DateTimeOffset Until);
}
