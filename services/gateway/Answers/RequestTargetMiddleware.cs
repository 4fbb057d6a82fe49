using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Listening;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace CauseFlow.Gateway.Answers;

/// <summary>
/// Refuses what two parsers could read differently, before routing: encoded separators, dot segments, empty segments,
/// path parameters and targets that are not a plain path; and bodies that announce more than the limit.
/// </summary>
internal sealed class RequestTargetMiddleware(RequestDelegate next, IOptions<HostListenOptions> listen)
{
    private static readonly string[] Ambiguous =
        ["%2f", "%5c", "%2e", "%25", "%00", "%3b", "\\", "//", "/../", "/./", ";", "#"];

    public Task InvokeAsync(HttpContext context)
    {
        if (!IsPlain(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget))
        {
            return ApiErrors.BadRequest("invalid_path", "Send the path without encoded separators or dot segments.")
                .ExecuteAsync(context);
        }

        return context.Request.ContentLength > listen.Value.MaxBodyBytes
            ? ApiErrors.TooLarge("payload_too_large", $"The body may have {listen.Value.MaxBodyBytes} bytes.")
                .ExecuteAsync(context)
            : next(context);
    }

    internal static bool IsPlain(string rawTarget)
    {
        var path = rawTarget.Split('?', 2)[0];
        return path.StartsWith('/')
            && !Ambiguous.Any(part => path.Contains(part, StringComparison.OrdinalIgnoreCase))
            && !path.EndsWith("/..", StringComparison.Ordinal)
            && !path.EndsWith("/.", StringComparison.Ordinal);
    }
}
