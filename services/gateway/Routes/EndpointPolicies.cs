using Microsoft.AspNetCore.Authorization;

namespace CauseFlow.Gateway.Routes;

/// <summary>The gateway's own endpoints, as its routes, say whom they let in; one that forgot stops the start.</summary>
internal static class EndpointPolicies
{
    /// <exception cref="InvalidOperationException">An endpoint has no policy; the message lists all of them.</exception>
    public static void Check(IEndpointRouteBuilder endpoints)
    {
        var open = endpoints.DataSources.SelectMany(source => source.Endpoints).Where(endpoint =>
            endpoint.Metadata.GetMetadata<IAuthorizeData>() is null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Select(endpoint => endpoint.DisplayName).ToArray();
        if (open.Length > 0)
        {
            throw new InvalidOperationException($"Endpoints without a policy: {string.Join(", ", open)}.");
        }
    }
}
