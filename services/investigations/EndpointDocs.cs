using CauseFlow.Contracts;

namespace CauseFlow.Investigations;

/// <summary>
/// What the OpenAPI document says of an endpoint: its name, one sentence, its answer, and the errors it gives.
/// </summary>
internal static class EndpointDocs
{
    public static RouteHandlerBuilder Describe<TAnswer>(
        this RouteHandlerBuilder endpoint, string name, string summary, int status = StatusCodes.Status200OK,
        params int[] errors)
    {
        endpoint.WithName(name).WithSummary(summary).WithTags("cases").Produces<TAnswer>(status);
        foreach (var error in errors)
        {
            endpoint.Produces<ApiError>(error);
        }

        return endpoint.Produces<ApiError>(StatusCodes.Status401Unauthorized)
            .Produces<ApiError>(StatusCodes.Status403Forbidden);
    }
}
