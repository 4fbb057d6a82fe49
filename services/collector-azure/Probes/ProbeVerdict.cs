using CauseFlow.Collection;
using CauseFlow.Collection.Redaction;
using CauseFlow.CollectorAzure.Sources;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Probes;

/// <summary>What an answer to a probe says about the permission. A pure function.</summary>
internal static class ProbeVerdict
{
    private const int MaxMessage = 300;

    /// <param name="permission">The ARM action.</param>
    /// <param name="subscription">Where.</param>
    /// <param name="mandatory">Whether an investigation needs it.</param>
    /// <param name="error">Azure's refusal; null for a success.</param>
    public static PermissionResult Of(string permission, string subscription, bool mandatory, CollectionException? error)
    {
        var outcome = OutcomeOf(error);
        return new PermissionResult
        {
            Permission = permission, Mandatory = mandatory, Region = subscription, Outcome = outcome,
            Message = outcome == PermissionOutcome.Held ? null : Short(error?.Message),
            Remedy = outcome == PermissionOutcome.Held ? null : error?.Remedy,
        };
    }

    /// <summary>Nobody knows: it was not tried, or not to its end.</summary>
    public static PermissionResult Untried(string permission, string? subscription, bool mandatory, string why) => new()
    {
        Permission = permission, Mandatory = mandatory, Region = subscription, Outcome = PermissionOutcome.Unknown,
        Message = Short(why), Remedy = "Test again; check the collector's network access to Azure if it repeats.",
    };

    private static PermissionOutcome OutcomeOf(CollectionException? error)
    {
        if (error is null)
        {
            return PermissionOutcome.Held;
        }

        // An answer without Azure's own code comes from a proxy.
        if (error is TransientCollectionException || string.IsNullOrEmpty(error.ProviderCode))
        {
            return PermissionOutcome.Unknown;
        }

        return error.Reason switch
        {
            RefusalReason.MissingPermission => PermissionOutcome.Missing,
            RefusalReason.SecretInvalid or RefusalReason.SecretExpired or RefusalReason.ScopeInsufficient or RefusalReason.TenantNotFound
                or RefusalReason.QuotaReserved or RefusalReason.LeaseClosed or RefusalReason.Throttled or RefusalReason.OperationNotOffered
                or RefusalReason.ApiDisabled => PermissionOutcome.Unknown,
            _ => PermissionOutcome.Held,
        };
    }

    private static string? Short(string? text) => CutText.Redacted(new Redactor(), text, MaxMessage);
}
