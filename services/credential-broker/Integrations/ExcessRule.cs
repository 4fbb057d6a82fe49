using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>
/// When a principal may do too much. AWS's sessions are narrowed by a session policy, so that what the role may do beyond is
/// only shown; tokens of Azure and Google Cloud carry all that the principal may do.
/// </summary>
public static class ExcessRule
{
    /// <summary>What to do about it.</summary>
    public const string Remedy =
        "Take the roles that can write from the principal (Reader, or roles/viewer, is all that is needed) and test again; or an "
        + "admin confirms it: confirmExcess when connecting, PATCH /v1/integrations/{id} afterwards.";

    /// <summary>The result as it stands: over-privileged where nobody has confirmed the excess.</summary>
    public static ConnectionTestResult Judge(Integration integration, ConnectionTestResult result)
    {
        ArgumentNullException.ThrowIfNull(integration);
        ArgumentNullException.ThrowIfNull(result);
        if (result.Excess == 0 || integration.Provider == CloudProvider.Aws)
        {
            return result;
        }

        var names = string.Join(", ", (result.Permissions ?? []).Where(x => x.Outcome == PermissionOutcome.Excess)
            .Select(x => x.Permission).Distinct(StringComparer.Ordinal).Take(5));
        return integration.ExcessConfirmedBy is { } admin
            ? result with
            {
                Warnings = [.. (result.Warnings ?? []).Where(x => !x.StartsWith(WarningStart, StringComparison.Ordinal)),
                    $"{WarningStart} ({names}); {admin} has confirmed that."],
            }
            : result with
            {
                Ok = false, Reason = RefusalReason.OverPrivileged, Remedy = Remedy,
                Message = $"The principal may do more than read: {names}. Its tokens cannot be narrowed, so that each "
                    + "investigation would hold that too.",
            };
    }

    /// <summary>
    /// What a report says of it; null for one that says nothing: the test failed, what shows the excess was refused itself, or
    /// an account has no row that says that it was looked at.
    /// </summary>
    /// <param name="report">As the collector sent it.</param>
    /// <param name="excessPlan">The permissions by which a test finds out.</param>
    /// <param name="accounts">Each has to have answered.</param>
    public static ExcessVerdict? VerdictOf(
        AccessTested report, IReadOnlySet<string> excessPlan, IReadOnlyList<string> accounts)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(excessPlan);
        ArgumentNullException.ThrowIfNull(accounts);
        if (report.Permissions.Any(row => row.Outcome == PermissionOutcome.Excess))
        {
            return ExcessVerdict.Found;
        }

        var looking = report.Permissions.Where(row => excessPlan.Contains(row.Permission)).ToList();
        return report.Reason is null && looking.TrueForAll(row => row.Outcome == PermissionOutcome.Held)
            && accounts.All(account => looking.Exists(row => row.Region is null || string.Equals(row.Region, account, StringComparison.OrdinalIgnoreCase)))
            ? ExcessVerdict.None : null;
    }

    /// <summary>The same result before anybody judged its excess.</summary>
    public static ConnectionTestResult Unjudged(ConnectionTestResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Reason == RefusalReason.OverPrivileged
            ? result with
            {
                Ok = result.MissingMandatory == 0, Remedy = null, Message = null,
                Reason = result.MissingMandatory == 0 ? null : RefusalReason.MissingPermission,
            }
            : result;
    }

    /// <summary>
    /// An integration that is held back for what was found shows an error, also while a test has not told otherwise; one that
    /// was held back and is not any more is connected.
    /// </summary>
    public static IntegrationStatus StatusOf(Integration integration, ConnectionTestResult result)
    {
        ArgumentNullException.ThrowIfNull(integration);
        ArgumentNullException.ThrowIfNull(result);
        return result.Reason == RefusalReason.OverPrivileged || IsHeldForExcess(integration) ? IntegrationStatus.Error
            : integration.Status == IntegrationStatus.Error && result.Ok ? IntegrationStatus.Connected
            : integration.Status;
    }

    /// <summary>True where every investigation is refused until a test finds nothing too much, or an admin accepts it.</summary>
    public static bool IsHeldForExcess(Integration integration)
    {
        ArgumentNullException.ThrowIfNull(integration);
        return integration is { IsHeld: true, Excess: ExcessVerdict.Found };
    }

    private const string WarningStart = "The principal may do more than read";
}
