using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;

namespace CauseFlow.Collection;

/// <summary>Makes the rows that say what a source could and could not read.</summary>
public static class CoverageRows
{
    /// <summary>A row of this source with the calls and bytes that it has used so far.</summary>
    /// <param name="context">The source's context.</param>
    /// <param name="plan">The source's plan; it says whether the API is mandatory.</param>
    /// <param name="api">Service and operation, one of the plan's.</param>
    /// <param name="outcome">How it went.</param>
    /// <param name="detail">One sentence for people.</param>
    public static Coverage Of(
        CollectionContext context, SourcePlan plan, string api, CoverageOutcome outcome, string? detail = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(plan);
        return new Coverage
        {
            Source = plan.Source,
            Api = api,
            Mandatory = plan.Calls.FirstOrDefault(call => call.Permission == api)?.Mandatory ?? false,
            Outcome = outcome,
            Detail = context.Redactor.RedactOptional(detail),
            CallsUsed = context.Calls.ByApi.GetValueOrDefault(api),
            CallBudget = context.Calls.Limit(api),
            BytesScanned = context.Calls.BytesScanned,
            IntegrationId = context.IntegrationId,
            Region = context.Region,
        };
    }

    /// <summary>The row of what went wrong, with the missing permission and the remedy where they are known.</summary>
    public static Coverage OfError(CollectionContext context, SourcePlan plan, string api, Exception error)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(error);
        if (error is not CollectionException known)
        {
            // The message of an unexpected exception may quote anything; its type tells enough.
            return Of(context, plan, api, CoverageOutcome.Failed, $"The source failed with {error.GetType().Name}.") with
            {
                Reason = RefusalReason.ProviderError,
                Remedy = "Look at the collector's log for this investigation and report it.",
            };
        }

        return Of(context, plan, known.Api ?? api, OutcomeOf(known), known.Message) with
        {
            Reason = known.Reason,
            MissingPermission = known.MissingPermission,
            Remedy = context.Redactor.Redact(known.Remedy),
        };
    }

    private static CoverageOutcome OutcomeOf(CollectionException error) => error.Reason switch
    {
        RefusalReason.Throttled => CoverageOutcome.Throttled,
        RefusalReason.QuotaReserved => CoverageOutcome.Partial,
        RefusalReason.MissingPermission or RefusalReason.ScopeInsufficient or RefusalReason.SecretExpired
            or RefusalReason.SecretInvalid or RefusalReason.RegionDisabled or RefusalReason.ApiDisabled
            or RefusalReason.ClockSkew => CoverageOutcome.Denied,
        _ => CoverageOutcome.Failed,
    };
}
