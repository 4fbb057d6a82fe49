using System.Net.Http.Json;
using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Polly;

namespace CauseFlow.ServiceDefaults.Audit;

/// <summary>
/// Appends to a tenant's audit chain at the broker, before the service does or answers anything. It fails closed:
/// without the record the action must not happen.
/// </summary>
public sealed partial class AuditTrail(HttpClient broker, TimeProvider time, ILogger<AuditTrail> logger)
{
    // A person waits for the answer: shorter than all attempts of the pipeline together.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>What the caller is told when the record could not be written.</summary>
    public static IResult Unavailable { get; } = ApiErrors.Unavailable(
        "audit_unavailable", "The audit trail cannot be written now, so nothing was changed. Try again.");

    /// <summary>Records what a caller does in the caller's own tenant, with the id of the request and the address that it came from.</summary>
    /// <inheritdoc cref="TryAppendAsync" path="/returns"/>
    public Task<bool> TryRecordAsync(
        CallerIdentity caller, string action, string subject, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return TryAppendAsync(EntryOf(caller, caller.TenantId, action, subject), cancellationToken);
    }

    /// <summary>The same with what changed, by name. No value may be a secret or a text that people wrote.</summary>
    /// <inheritdoc cref="TryAppendAsync" path="/returns"/>
    public Task<bool> TryRecordAsync(
        CallerIdentity caller, string action, string subject, IReadOnlyDictionary<string, string> details,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(details);
        return TryAppendAsync(EntryOf(caller, caller.TenantId, action, subject, details), cancellationToken);
    }

    /// <summary>Records what an operator does to another tenant, in the chain of that tenant.</summary>
    /// <inheritdoc cref="TryAppendAsync" path="/returns"/>
    public Task<bool> TryRecordForAsync(
        string tenantId, CallerIdentity caller, string action, string subject, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return TryAppendAsync(EntryOf(caller, tenantId, action, subject), cancellationToken);
    }

    /// <summary>Records anything else. No value of <see cref="AuditEntry.Details"/> may be a secret.</summary>
    /// <returns>False when the record could not be written; then the action must not happen.</returns>
    public async Task<bool> TryAppendAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        using var limit = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var answer = await broker.PostAsJsonAsync("/internal/audit", entry, ContractJson.Options, both.Token);
            if (!answer.IsSuccessStatusCode)
            {
                Log.Refused(logger, entry.Action, (int)answer.StatusCode);
            }

            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or ExecutionRejectedException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Log.Unreachable(logger, exception, entry.Action);
            return false;
        }
    }

    private static AuditEntry EntryOf(
        CallerIdentity caller, string tenantId, string action, string subject, IReadOnlyDictionary<string, string>? more = null)
    {
        var details = new Dictionary<string, string>(more ?? new Dictionary<string, string>()) { ["requestId"] = caller.RequestId };
        if (caller.RemoteAddress is { } address)
        {
            details["address"] = address;
        }

        return new AuditEntry { TenantId = tenantId, Actor = caller.Subject, Action = action, Subject = subject, Details = details };
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The broker answered {Status} to the audit record of {Action}")]
        public static partial void Refused(ILogger logger, string action, int status);

        [LoggerMessage(2, LogLevel.Error, "The audit record of {Action} could not be written")]
        public static partial void Unreachable(ILogger logger, Exception exception, string action);
    }
}
