using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Probes;

/// <summary>What a test says of one permission in one project.</summary>
internal static class ProbeVerdict
{
    /// <summary>Under which asking for what is held is counted; it needs no permission itself.</summary>
    private const string Asking = "resourcemanager.projects.get";

    /// <summary>Google gives a permission up now and then; an answer that knows many of them not is no answer.</summary>
    private const int MaxNotOffered = 5;

    /// <summary>What a test cannot see, for nobody may ask it everywhere.</summary>
    public const string Seen = "Google was asked at the project itself for the permissions by which an account changes things, acts as others "
        + "or reads what customers keep. Roles that were given at single resources, such as a bucket or a service account, are not seen there.";

    /// <summary>Whether the row decides if the account may do too much.</summary>
    public static bool Judges(PermissionResult row) => row.Outcome == PermissionOutcome.Excess || row.Permission == GcpExcess.Asking;

    /// <param name="project">Where.</param>
    /// <param name="permission">Which.</param>
    /// <param name="isMandatory">Whether a source is worthless without it.</param>
    /// <param name="isHeld">Whether the project says that the account holds it.</param>
    /// <param name="refusal">What the call was refused with although it is held; null where it came through or was not tried.</param>
    public static PermissionResult OfPlanned(string project, string permission, bool isMandatory, bool isHeld, CollectionException? refusal)
    {
        var result = new PermissionResult { Permission = permission, Mandatory = isMandatory, Region = project, Outcome = PermissionOutcome.Held };
        if (!isHeld)
        {
            return result with
            {
                Outcome = PermissionOutcome.Missing, Message = $"The service account does not hold {permission} in {project}.",
                Remedy = GcpRoles.Binding(project, permission),
            };
        }

        return refusal is null ? result : result with
        {
            Outcome = refusal.Reason is RefusalReason.ApiDisabled or RefusalReason.ScopeInsufficient or RefusalReason.MissingPermission
                ? PermissionOutcome.Missing : PermissionOutcome.Unknown,
            Message = refusal.Message, Remedy = refusal.Remedy,
        };
    }

    /// <summary>Of a project that could not be asked what the account holds.</summary>
    /// <param name="project">Where.</param>
    /// <param name="permission">Which.</param>
    /// <param name="isMandatory">Whether a source is worthless without it.</param>
    /// <param name="asking">What the question itself was refused with.</param>
    /// <param name="isTried">Whether a call that needs the permission was made.</param>
    /// <param name="refusal">What that call was refused with; null where it came through.</param>
    public static PermissionResult OfUnasked(
        string project, string permission, bool isMandatory, CollectionException asking, bool isTried, CollectionException? refusal)
    {
        if (permission == Asking)
        {
            // Without an answer nobody knows either whether the account holds too much: no test passes over that.
            return OfPlanned(project, permission, isMandatory: true, isHeld: true, asking);
        }

        return isTried ? OfPlanned(project, permission, isMandatory, isHeld: true, refusal) : new PermissionResult
        {
            Permission = permission, Mandatory = isMandatory, Region = project, Outcome = PermissionOutcome.Unknown,
            Message = $"{project} could not be asked whether the service account holds {permission}.", Remedy = asking.Remedy,
        };
    }

    /// <summary>
    /// Nobody could say whether the account may do too much in the project, which keeps the integration from being judged by
    /// what the other projects say.
    /// </summary>
    public static PermissionResult OfUnjudged(string project, string why, string remedy) => new()
    {
        Permission = GcpExcess.Asking, Mandatory = false, Region = project, Outcome = PermissionOutcome.Unknown,
        Message = $"Whether the service account may do too much in {project} was not found out. {why}", Remedy = remedy,
    };

    /// <summary>The project has told of all that is too much whether the account holds it.</summary>
    /// <param name="project">Where.</param>
    /// <param name="notOffered">What Google does not know, and so gives to nobody.</param>
    public static PermissionResult OfJudged(string project, IReadOnlyList<string> notOffered) => notOffered.Count > MaxNotOffered
        ? OfUnjudged(
            project, $"Google knew {notOffered.Count} of the permissions not, such as {notOffered[0]}.",
            "Check what answers for cloudresourcemanager.googleapis.com, and whether CauseFlow is up to date.")
        : new()
        {
            Permission = GcpExcess.Asking, Mandatory = false, Region = project, Outcome = PermissionOutcome.Held,
            Message = notOffered.Count == 0 ? Seen : $"{Seen} Google knows no {string.Join(", ", notOffered)}.",
        };

    /// <summary>Of a project for which there was no time or no room.</summary>
    public static IReadOnlyList<PermissionResult> OfUntried(string project, string why)
    {
        const string Remedy = "Test again; if it stays, split the projects over several integrations.";
        return
        [
            OfUnjudged(project, why, Remedy),
            new PermissionResult
            {
                Permission = Asking, Mandatory = true, Region = project, Outcome = PermissionOutcome.Unknown,
                Message = $"{project} was not tried. {why}", Remedy = Remedy,
            },
        ];
    }

    public static PermissionResult OfExcess(string project, string permission) => new()
    {
        Permission = permission, Mandatory = false, Region = project, Outcome = PermissionOutcome.Excess,
        Message = $"The service account may do {permission} in {project}, which CauseFlow never needs.",
        Remedy = $"Find the role that gives it and take it away: gcloud projects get-iam-policy {project} --flatten=\"bindings[].members\""
            + $" --filter=\"bindings.members='{GcpRoles.Member}'\" --format=\"value(bindings.role)\"",
    };
}
