using System.Reflection;
using CauseFlow.Contracts;
using CauseFlow.Gateway.Answers;
using CauseFlow.ServiceDefaults.OpenApi;
using CauseFlow.ServiceDefaults.Tls;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CauseFlow.Gateway.OpenApi;

/// <summary>The API's description, for programs and for people. Both are public: they hold nothing of any tenant.</summary>
internal static class ApiDocumentEndpoints
{
    private static readonly byte[] Style = ReadStyle();

    public static void AddApiDescription(this IServiceCollection services)
    {
        services.AddHttpClient(ApiParts.ClientName, client =>
        {
            client.Timeout = TimeSpan.FromSeconds(3);
            client.MaxResponseContentBufferSize = ApiParts.MaxDocumentBytes;
        }).ConfigurePrimaryHttpMessageHandler(provider =>
            InternalTls.CreateHandler(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<ApiParts>();
        services.AddSingleton<RouteAccess>();
        services.AddSingleton<ApiDocument>();
        services.AddApiDocument(GatewayRegistration.Name, IdempotencyHeader.Describe);
        services.Configure<OpenApiOptions>(GatewayRegistration.Name, options =>
        {
            // Its own endpoints carry no group name.
            options.ShouldInclude = description => description.GroupName is null;
            options.AddDocumentTransformer(AddErrorShapeAsync);
        });
    }

    public static void MapApiDescription(this IEndpointRouteBuilder endpoints)
    {
        var open = endpoints.MapGroup(string.Empty).AllowAnonymous().ExcludeFromDescription();
        open.MapGet("/openapi/v1.json", async (ApiDocument document, CancellationToken cancellationToken) =>
            TypedResults.Bytes((await document.CurrentAsync(cancellationToken)).Json, "application/json"));
        open.MapGet("/docs", async (ApiDocument document, CancellationToken cancellationToken) =>
            TypedResults.Bytes((await document.CurrentAsync(cancellationToken)).Page, "text/html; charset=utf-8"))
            .WithMetadata(ContentPolicy.ScriptlessPage);
        open.MapGet("/docs/style.css", () => TypedResults.Bytes(Style, "text/css; charset=utf-8"));
    }

    private static async Task AddErrorShapeAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken) =>
        document.AddComponent(nameof(ApiError), await context.GetOrCreateSchemaAsync(
            typeof(ApiError), cancellationToken: cancellationToken));

    private static byte[] ReadStyle()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("docs.css")!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
