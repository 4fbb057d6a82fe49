using CauseFlow.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace CauseFlow.ServiceDefaults.Endpoints;

/// <summary>The four ways in which a service offers endpoints. There is no fifth.</summary>
public static class EndpointGroups
{
    /// <summary>Endpoints of the public API: only with the identity that the gateway forwards to this service.</summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder endpoints, string service)
    {
        var group = endpoints.MapGroup(string.Empty);
        group.RequireAuthorization(new AuthorizationPolicyBuilder(IdentitySchemes.Forwarded(service))
            .RequireAuthenticatedUser()
            .RequireClaim(IdentityClaims.Tenant)
            .Build());
        group.WithMetadata(EndpointPort.Api);
        return group.WithGroupName(service);
    }

    /// <summary>
    /// A POST without a user: the tenant comes from the route and is proved by the sender's signature, which the handler
    /// checks.
    /// </summary>
    public static RouteHandlerBuilder MapWebhook(
        this IEndpointRouteBuilder endpoints, string service, string pattern, Delegate handler) =>
        endpoints.MapPost(pattern, handler).AllowAnonymous().WithMetadata(EndpointPort.Api).WithGroupName(service);

    /// <summary>A document that is meant for everybody, such as the keys of tokens: read only, and with nobody's data.</summary>
    public static RouteHandlerBuilder MapPublicDocument(
        this IEndpointRouteBuilder endpoints, string service, string pattern, Delegate handler) =>
        endpoints.MapGet(pattern, handler).AllowAnonymous().WithMetadata(EndpointPort.Api).WithGroupName(service);

    /// <summary>Endpoints for other services: only on the internal port, and only for the callers named here.</summary>
    public static RouteGroupBuilder MapInternal(
        this IEndpointRouteBuilder endpoints, string service, IReadOnlyCollection<string> allowedCallers)
    {
        var group = endpoints.MapGroup(string.Empty);
        group.RequireAuthorization(new AuthorizationPolicyBuilder(IdentitySchemes.Service(service), IdentitySchemes.Pod(service))
            .RequireAuthenticatedUser()
            .RequireAssertion(context => context.User.FindFirst(IdentityClaims.Subject) is { } caller
                && allowedCallers.Contains(caller.Value))
            .Build());
        group.WithMetadata(EndpointPort.Internal);
        return group;
    }

    /// <summary>At least one of the roles; an admin may do what a member may.</summary>
    public static TBuilder RequireRoles<TBuilder>(this TBuilder builder, params string[] roles)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(policy => policy.RequireAssertion(context =>
            Roles.Satisfies(context.User.FindAll(IdentityClaims.Roles).Select(claim => claim.Value), roles)));
}
