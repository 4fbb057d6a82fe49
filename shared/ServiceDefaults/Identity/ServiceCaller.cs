using Microsoft.AspNetCore.Http;

namespace CauseFlow.ServiceDefaults.Identity;

/// <summary>The service that calls an internal endpoint, proved by its own key. A parameter under <c>MapInternal</c>.</summary>
public sealed record ServiceCaller(string Service)
{
    public static ValueTask<ServiceCaller?> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var service = context.User.FindFirst(IdentityClaims.Subject)?.Value
            ?? throw new InvalidOperationException("No service has been authenticated. Map the endpoint under MapInternal.");
        return new(new ServiceCaller(service));
    }
}
