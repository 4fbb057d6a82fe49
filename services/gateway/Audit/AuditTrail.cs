using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Gateway.Audit;

/// <summary>Appends to the tenant's audit chain at the broker, before the gateway does or answers anything.</summary>
internal sealed partial class AuditTrail(HttpClient broker, ILogger<AuditTrail> logger)
{
    public static IResult Unavailable { get; } = ApiErrors.Unavailable(
        "audit_unavailable", "The audit trail cannot be written now, so nothing was changed. Try again.");

    /// <returns>False when the record could not be written; then the action must not happen.</returns>
    public async Task<bool> TryRecordAsync(
        CallerIdentity caller, string action, string subject, CancellationToken cancellationToken)
    {
        var entry = new AuditEntry
        {
            TenantId = caller.TenantId,
            Actor = caller.Subject,
            Action = action,
            Subject = subject,
            Details = new Dictionary<string, string> { ["requestId"] = caller.RequestId },
        };
        try
        {
            using var answer = await broker.PostAsJsonAsync(
                "/internal/audit", entry, ContractJson.Options, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                Log.Refused(logger, action, (int)answer.StatusCode);
            }

            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or Polly.ExecutionRejectedException)
        {
            Log.Unreachable(logger, exception, action);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The broker answered {Status} to the audit record of {Action}")]
        public static partial void Refused(ILogger logger, string action, int status);

        [LoggerMessage(2, LogLevel.Error, "The audit record of {Action} could not be written")]
        public static partial void Unreachable(ILogger logger, Exception exception, string action);
    }
}
