using System.Diagnostics;
using System.Globalization;
using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http;

namespace CauseFlow.ServiceDefaults.Errors;

/// <summary>Writes an <see cref="ApiError"/> with the request's id.</summary>
public sealed class ApiErrorResult(int statusCode, string code, string message) : IResult, IStatusCodeHttpResult
{
    public string Code => code;

    public string Message => message;

    public IReadOnlyList<ApiErrorDetail>? Details { get; init; }

    public RefusalReason? Reason { get; init; }

    public string? Remedy { get; init; }

    /// <summary>When it is worth asking again; the header Retry-After.</summary>
    public int? RetryAfterSeconds { get; init; }

    public int StatusCode => statusCode;

    int? IStatusCodeHttpResult.StatusCode => statusCode;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        httpContext.Response.StatusCode = statusCode;
        if (RetryAfterSeconds is { } seconds)
        {
            httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        var error = new ApiError
        {
            Error = code,
            Message = message,
            RequestId = RequestIdOf(httpContext),
            Details = Details,
            Reason = Reason,
            Remedy = Remedy,
        };
        return httpContext.Response.WriteAsJsonAsync(error, ContractJson.Options, contentType: null, CancellationToken.None);
    }

    // The gateway's id when it forwarded one, so that a person can name one request to every service.
    private static string RequestIdOf(HttpContext context) =>
        context.Items.TryGetValue(RequestIds.Item, out var item) && item is string id ? id
        : context.User.FindFirst(IdentityClaims.RequestId)?.Value
        ?? Activity.Current?.TraceId.ToHexString()
        ?? context.TraceIdentifier;
}
