using CauseFlow.Contracts;
using Microsoft.AspNetCore.Http;

namespace CauseFlow.ServiceDefaults.Errors;

/// <summary>Error answers. Codes are stable snake_case words; a message says what is wrong and what to do.</summary>
public static class ApiErrors
{
    internal static ApiErrorResult RouteNotFound { get; } =
        new(StatusCodes.Status404NotFound, "not_found", "There is nothing at this address. Check the path and the method.");

    public static IResult NotFound(string code, string message) => new ApiErrorResult(404, code, message);

    public static IResult BadRequest(string code, string message, IReadOnlyList<ApiErrorDetail>? details = null) =>
        new ApiErrorResult(400, code, message) { Details = details };

    public static IResult Unauthorized(string code, string message) => new ApiErrorResult(401, code, message);

    public static IResult Forbidden(string code, string message) => new ApiErrorResult(403, code, message);

    public static IResult Conflict(string code, string message) => new ApiErrorResult(409, code, message);

    public static IResult TooLarge(string code, string message) => new ApiErrorResult(413, code, message);

    public static IResult Unprocessable(
        string code, string message, RefusalReason? reason = null, string? remedy = null) =>
        new ApiErrorResult(422, code, message) { Reason = reason, Remedy = remedy };

    public static IResult TooManyRequests(string code, string message, int? retryAfterSeconds = null) =>
        new ApiErrorResult(429, code, message) { RetryAfterSeconds = retryAfterSeconds };

    public static IResult Unavailable(string code, string message) => new ApiErrorResult(503, code, message);

    /// <summary>Any other status.</summary>
    public static IResult Status(int statusCode, string code, string message) =>
        new ApiErrorResult(statusCode, code, message);
}
