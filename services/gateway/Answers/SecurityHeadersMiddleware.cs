using CauseFlow.Gateway.Routes;

namespace CauseFlow.Gateway.Answers;

/// <summary>Headers of every answer, set last so that no service behind the gateway can weaken them.</summary>
internal sealed class SecurityHeadersMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            headers.Remove("Server");
            if (DashboardRoute.Is(context))
            {
                SetWhereThePageSaysNothing(headers);
            }
            else
            {
                headers.ContentSecurityPolicy =
                    (context.GetEndpoint()?.Metadata.GetMetadata<ContentPolicy>() ?? ContentPolicy.Nothing).Value;
                headers.CacheControl = "no-store";
                headers.Remove("Set-Cookie");
            }

            if (context.Request.IsHttps)
            {
                headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
            }

            return Task.CompletedTask;
        });
        return next(context);
    }

    /// <summary>The page has cookies, files that may be kept, and a policy of its own; an answer without one allows nothing.</summary>
    private static void SetWhereThePageSaysNothing(IHeaderDictionary headers)
    {
        if (headers.ContentSecurityPolicy.Count == 0)
        {
            headers.ContentSecurityPolicy = ContentPolicy.Nothing.Value;
        }

        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "no-store";
        }
    }
}
