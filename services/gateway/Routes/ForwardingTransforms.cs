using System.Net.Http.Headers;
using CauseFlow.Gateway.Answers;
using CauseFlow.Gateway.Identity;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace CauseFlow.Gateway.Routes;

/// <summary>What leaves the gateway: nothing that a client could use to claim an identity, and the gateway's own word.</summary>
internal static class ForwardingTransforms
{
    private static readonly string[] Stripped =
        ["Authorization", "X-API-Key", "Cookie", "Forwarded", "X-Real-IP", "X-Request-Id", "X-HTTP-Method-Override"];
    private static readonly string[] StrippedPrefixes = ["X-CauseFlow-", "X-Forwarded-", "X-Original-", "X-Rewrite-"];

    /// <summary>
    /// Route metadata: the password of basic authentication is the webhook's own, and the service behind checks it. It
    /// claims no identity: of a route without a caller nothing else of the header is passed on.
    /// </summary>
    private const string ForwardsPassword = "ForwardsPassword";

    public static void Add(TransformBuilderContext builder)
    {
        builder.UseDefaultForwarders = false;
        var audience = builder.Route.ClusterId!;
        var isAnonymous = builder.Route.AuthorizationPolicy == RolePolicies.Anonymous;
        var forwardsPassword = isAnonymous && builder.Route.Metadata?.ContainsKey(ForwardsPassword) == true;
        var isPage = audience == DashboardRoute.Name;
        var tokens = builder.Services.GetRequiredService<ServiceTokens>();
        var addresses = builder.Services.GetRequiredService<PersonAddress>();
        builder.AddRequestTransform(async context =>
        {
            var headers = context.ProxyRequest.Headers;
            var password = forwardsPassword ? PasswordOf(context.HttpContext) : null;
            var cookies = isPage ? context.HttpContext.Request.Headers.Cookie : default;
            foreach (var name in headers.Select(header => header.Key).Where(IsStripped).ToArray())
            {
                headers.Remove(name);
            }

            headers.Add(RequestIdMiddleware.HeaderName, (string)context.HttpContext.Items[RequestIds.Item]!);
            var address = SenderAddress.TextOf(context.HttpContext.Connection.RemoteIpAddress);
            if (isPage)
            {
                DescribeTheRequest(context.HttpContext, headers, address, cookies);
                if (address is not null)
                {
                    headers.Add(PersonAddress.HeaderName, addresses.Write(address));
                }

                return;
            }

            if (isAnonymous)
            {
                headers.Add(SenderAddress.HeaderName, address);
                headers.Authorization = password;
                return;
            }

            var caller = (await CallerIdentity.BindAsync(context.HttpContext))!;
            headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.ForCaller("gateway", audience, caller));
        });
    }

    /// <summary>What the page needs for addresses of its own and for its cookies: how the person reaches it.</summary>
    private static void DescribeTheRequest(HttpContext http, HttpRequestHeaders headers, string? address, StringValues cookies)
    {
        headers.Add("X-Forwarded-For", address);
        headers.Add("X-Forwarded-Proto", http.Request.Scheme);

        // Not as Host: the name in the page's certificate is checked against that.
        headers.TryAddWithoutValidation("X-Forwarded-Host", http.Request.Host.Value);
        if (cookies.Count > 0)
        {
            headers.TryAddWithoutValidation("Cookie", string.Join("; ", cookies!));
        }
    }

    private static AuthenticationHeaderValue? PasswordOf(HttpContext http) =>
        AuthenticationHeaderValue.TryParse(http.Request.Headers.Authorization, out var header)
        && "Basic".Equals(header.Scheme, StringComparison.OrdinalIgnoreCase) ? header : null;

    private static bool IsStripped(string name) =>
        Stripped.Contains(name, StringComparer.OrdinalIgnoreCase)
        || StrippedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
