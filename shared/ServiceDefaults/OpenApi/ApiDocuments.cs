using CauseFlow.ServiceDefaults.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace CauseFlow.ServiceDefaults.OpenApi;

/// <summary>
/// Each service describes the endpoints of its own group, under its name, on the internal port; the gateway makes one
/// document of all. Several services may share one container, so a document holds only what its service maps.
/// </summary>
public static class ApiDocuments
{
    public static string PathOf(string service) => $"/openapi/{service}.json";

    /// <summary>Describes the group of one service.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="service">Its name.</param>
    /// <param name="configure">What else the service's endpoints have that the framework does not see.</param>
    public static IServiceCollection AddApiDocument(
        this IServiceCollection services, string service, Action<OpenApiOptions>? configure = null) =>
        services.AddOpenApi(service, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = description => description.GroupName == service;
            configure?.Invoke(options);
        });

    internal static void MapApiDocuments(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapOpenApi(PathOf("{documentName}")).AllowAnonymous().WithMetadata(EndpointPort.Internal);
}
