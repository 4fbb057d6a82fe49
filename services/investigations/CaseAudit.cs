using System.Globalization;
using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults.Audit;
using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Investigations;

/// <summary>
/// What people do to cases, in the tenant's audit chain: who, what, to which case and what changed. It is written when
/// all has been checked and before anything is stored, so that nothing changes without a record. Texts that people
/// wrote stay on the timeline: the chain outlives the case.
/// </summary>
internal sealed class CaseAudit([FromKeyedServices(InvestigationsRegistration.Service)] AuditTrail trail)
{
    // The longest value that a record may have.
    private const int MaxValue = 1_024;

    /// <summary>Null when the record stands; else the answer, and the action must not happen.</summary>
    public async Task<IResult?> RecordAsync(
        CallerIdentity caller, string action, string subject, IReadOnlyDictionary<string, string> details,
        CancellationToken cancellationToken) =>
        await trail.TryRecordAsync(caller, action, subject, details, cancellationToken) ? null : AuditTrail.Unavailable;

    /// <summary>Where an investigation is to look, and how many hints it has; of the hints never the words.</summary>
    public static Dictionary<string, string> DetailsOf(InvestigationScope? scope, int hints)
    {
        var details = new Dictionary<string, string> { ["hints"] = hints.ToString(CultureInfo.InvariantCulture) };
        if (scope?.IntegrationIds is { Count: > 0 } ids)
        {
            details["integrations"] = Short(string.Join(',', ids));
        }

        if (scope?.Resources is { Count: > 0 } resources)
        {
            details["resource"] = Short(resources[0].Id);
        }

        return details;
    }

    private static string Short(string value) => value.Length <= MaxValue ? value : value[..MaxValue];
}
