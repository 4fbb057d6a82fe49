using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Messaging.ErrorQueues;

/// <summary>In whose chains it stands what an operator does to a message.</summary>
public static class ErrorQueueRecords
{
    private static readonly string[] OfEveryTenant = ["messageId", "type"];

    /// <summary>
    /// To be written in this order, all of them before anything is done: the chain of the tenant that the message is about has
    /// everything, the operator's own only that it was done, since its readers have no business with another tenant's ids.
    /// </summary>
    /// <param name="caller">The operator.</param>
    /// <param name="action">What is done.</param>
    /// <param name="queue">The error queue.</param>
    /// <param name="details">Of the message; <c>tenantId</c> names the tenant, where the message does.</param>
    public static IReadOnlyList<AuditEntry> Of(
        CallerIdentity caller, string action, string queue, IReadOnlyDictionary<string, string> details)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(details);
        if (!details.TryGetValue("tenantId", out var concerned) || concerned == caller.TenantId || !Ids.IsValid(concerned, "ten"))
        {
            return [Entry(caller, caller.TenantId, action, queue, details)];
        }

        return
        [
            Entry(caller, concerned, action, queue, details),
            Entry(caller, caller.TenantId, action, queue, details.Where(detail => OfEveryTenant.Contains(detail.Key))),
        ];
    }

    private static AuditEntry Entry(
        CallerIdentity caller, string tenantId, string action, string queue, IEnumerable<KeyValuePair<string, string>> details) =>
        new()
        {
            TenantId = tenantId, Actor = caller.Subject, Action = action, Subject = queue,
            Details = new Dictionary<string, string>(details) { ["requestId"] = caller.RequestId },
        };
}
