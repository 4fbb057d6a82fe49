using System.Data.Common;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CauseFlow.ServiceDefaults.Errors;

/// <summary>Gives every failure the one error shape: exceptions, refused bodies, and statuses that came without a body.</summary>
internal sealed partial class ErrorShapeMiddleware(RequestDelegate next, ILogger<ErrorShapeMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to answer.
            return;
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await Refused(exception).ExecuteAsync(context);
            return;
        }
        catch (Exception exception) when (!context.Response.HasStarted && IsStoreAway(exception))
        {
            Log.StoreAway(logger, exception.GetBaseException().GetType().Name, context.GetEndpoint()?.DisplayName);
            context.Response.Clear();
            await StoreAway.ExecuteAsync(context);
            return;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            Log.Unhandled(logger, exception, context.GetEndpoint()?.DisplayName);
            context.Response.Clear();
            await OfStatus(StatusCodes.Status500InternalServerError).ExecuteAsync(context);
            return;
        }

        var response = context.Response;
        if (response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
        {
            await OfStatus(response.StatusCode).ExecuteAsync(context);
        }
    }

    /// <summary>As after a restart of the database, when the connections of the pool are found broken one by one.</summary>
    private static bool IsStoreAway(Exception? exception) =>
        exception is not null && (exception is DbException { IsTransient: true } || IsStoreAway(exception.InnerException));

    // The exception's own message may repeat what the client sent, so it is not used.
    private static ApiErrorResult Refused(BadHttpRequestException exception) => exception switch
    {
        { StatusCode: 413 or 415 } => OfStatus(exception.StatusCode),
        { InnerException: JsonException } => new(400, "invalid_json", "The body is not the JSON that this endpoint takes."
            + " Check names, types, duplicate members and depth."),
        _ => new(exception.StatusCode, "invalid_request", "A parameter or the body is missing or has the wrong type."),
    };

    private static ApiErrorResult OfStatus(int status) => status switch
    {
        401 => new(status, "unauthenticated", "Send a valid API key or bearer token."),
        403 => new(status, "forbidden", "This identity does not have the role that the endpoint needs."),
        404 => ApiErrors.RouteNotFound,
        405 => new(status, "method_not_allowed", "This address does not take this method."),
        413 => new(status, "payload_too_large", "The body is larger than this endpoint takes."),
        415 => new(status, "unsupported_media_type", "Send the body as application/json."),
        429 => new(status, "rate_limited", "Too many requests. Wait for the time that Retry-After names."),
        502 => new(status, "bad_gateway", "The service behind this address gave no usable answer. Try again."),
        503 => new(status, "unavailable", "The service is not available now. Try again."),
        504 => new(status, "upstream_timeout", "The service behind this address did not answer in time. Try again."),
        >= 500 => new(status, "internal_error", "Something failed on our side. Name the request id when you report it."),
        _ => new(status, "invalid_request", "The request was refused."),
    };

    private static ApiErrorResult StoreAway => new(
        StatusCodes.Status503ServiceUnavailable, "unavailable", "The store of this service is not available now. Try again.")
    {
        RetryAfterSeconds = 2,
    };

    private static partial class Log
    {
        [LoggerMessage(2, LogLevel.Warning, "The store was away ({Exception}) in {Endpoint}")]
        public static partial void StoreAway(ILogger logger, string exception, string? endpoint);


        [LoggerMessage(1, LogLevel.Error, "Unhandled exception in {Endpoint}")]
        public static partial void Unhandled(ILogger logger, Exception exception, string? endpoint);
    }
}
