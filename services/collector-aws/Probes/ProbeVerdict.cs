using CauseFlow.Collection;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Probes;

/// <summary>What an answer to a probe says about the permission. A pure function.</summary>
internal static class ProbeVerdict
{
    private const int MaxMessage = 300;

    private static readonly string[] UnknownOperations =
    [
        "UnknownOperationException", "UnknownOperation", "InvalidAction", "MissingAction", "NotImplemented", "UnsupportedOperation",
        "InternalFailure",
    ];

    /// <summary>A planned permission: held, missing, or not to be told.</summary>
    /// <param name="probe">What was sent.</param>
    /// <param name="region">Where.</param>
    /// <param name="mandatory">Whether an investigation needs it.</param>
    /// <param name="error">AWS's refusal; null for a success.</param>
    public static PermissionResult OfPlanned(AwsProbe probe, string region, bool mandatory, CollectionException? error)
    {
        var outcome = OutcomeOf(error);
        return new PermissionResult
        {
            Permission = probe.Permission, Mandatory = mandatory, Region = region, Outcome = outcome,
            Message = outcome == PermissionOutcome.Held ? null : Short(error?.Message),
            Remedy = outcome switch
            {
                PermissionOutcome.Missing => Blocker(error!.Message) + "Add this statement to the role's permission policy: "
                    + $$"""{"Effect":"Allow","Action":"{{probe.Permission}}","Resource":"*"}""",
                PermissionOutcome.Unknown => Short(error?.Remedy),
                _ => null,
            },
        };
    }

    /// <summary>A permission that must not be there; null when it is not, which needs no mention.</summary>
    public static PermissionResult? OfExcess(AwsProbe probe, string region, CollectionException? error)
    {
        var outcome = OutcomeOf(error);
        return outcome == PermissionOutcome.Missing ? null : new PermissionResult
        {
            Permission = probe.Permission, Mandatory = false, Region = region,
            Outcome = outcome == PermissionOutcome.Held ? PermissionOutcome.Excess : PermissionOutcome.Unknown,
            Message = outcome == PermissionOutcome.Held
                ? "The role can do this, and a role for CauseFlow should not." : Short(error?.Message),
            Remedy = outcome == PermissionOutcome.Held
                ? $"Take {probe.Permission} from the role: attach only the permission policy of the set-up page, or deny it: "
                    + $$"""{"Effect":"Deny","Action":"{{probe.Permission}}","Resource":"*"}"""
                : null,
        };
    }

    /// <summary>Nobody knows: it was not tried, or not to its end.</summary>
    public static PermissionResult Untried(string permission, string region, bool mandatory, string why) => new()
    {
        Permission = permission, Mandatory = mandatory, Region = region, Outcome = PermissionOutcome.Unknown,
        Message = why, Remedy = "Test again; check the collector's network access to AWS if it repeats.",
    };

    private static PermissionOutcome OutcomeOf(CollectionException? error)
    {
        if (error is null)
        {
            return PermissionOutcome.Held;
        }

        // An answer without AWS's own code comes from a proxy or from an endpoint that does not know the service.
        if (error is TransientCollectionException || string.IsNullOrEmpty(error.ProviderCode)
            || UnknownOperations.Contains(error.ProviderCode))
        {
            return PermissionOutcome.Unknown;
        }

        return error.Reason switch
        {
            // CauseFlow's own session policy is in the way, so that the role's is not seen.
            RefusalReason.MissingPermission when error.Message.Contains("no session policy", StringComparison.OrdinalIgnoreCase) =>
                PermissionOutcome.Unknown,
            RefusalReason.MissingPermission => PermissionOutcome.Missing,
            RefusalReason.RegionDisabled or RefusalReason.SecretInvalid or RefusalReason.SecretExpired
                or RefusalReason.ClockSkew or RefusalReason.QuotaReserved or RefusalReason.LeaseClosed => PermissionOutcome.Unknown,
            _ => PermissionOutcome.Held,
        };
    }

    private static string Blocker(string message) =>
        message.Contains("service control policy", StringComparison.OrdinalIgnoreCase)
            ? "A service control policy denies it: ask the organisation's administrator first. "
            : message.Contains("permissions boundary", StringComparison.OrdinalIgnoreCase)
                ? "The role's permissions boundary does not allow it: extend the boundary first. "
                : "";

    private static string? Short(string? text) => text is { Length: > MaxMessage } ? text[..MaxMessage] : text;
}
