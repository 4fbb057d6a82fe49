using System.Globalization;
using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Symptoms;

/// <summary>What Azure or Google Cloud itself says is wrong with a resource.</summary>
/// <param name="State">The state that says it.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Category">The category that follows from the word alone.</param>
/// <param name="Text">A clause without evidence ids.</param>
/// <param name="Since">When it began; null where the cloud does not say.</param>
/// <param name="BaseScore">Log-odds of the word alone; the lower, the less it tells about the mechanism.</param>
public sealed record CloudTrouble(
    ResourceState State, CloudTroubleKind Kind, CauseCategory Category, string Text, DateTimeOffset? Since, double BaseScore)
{
    /// <summary>The cloud's own word for a cause on its side: near-certain.</summary>
    private const double Certain = 2.2;

    /// <summary>A code that names what is wrong, though not who brought it about.</summary>
    private const double Named = 1.8;

    /// <summary>Says that it does not run, not why.</summary>
    private const double Stopping = 1.4;

    /// <summary>Says where the fault lies, not which it is; or what is under way, not that it does harm.</summary>
    private const double Located = 1.0;

    /// <summary>What the codes of conditions mean, the cause before its consequences.</summary>
    private static readonly (string Code, CauseCategory Category, string Text)[] Codes =
    [
        ("GCE_STOCKOUT", CauseCategory.CapacityLimit, "Google Cloud has no machines left in its zone"),
        ("ZONE_RESOURCE_POOL_EXHAUSTED", CauseCategory.CapacityLimit, "Google Cloud has no machines left in its zone"),
        ("GCE_QUOTA_EXCEEDED", CauseCategory.CapacityLimit, "the project's quota of machines is used up"),
        ("QUOTA_EXCEEDED", CauseCategory.CapacityLimit, "a quota of the project is used up"),
        ("ZonalAllocationFailed", CauseCategory.CapacityLimit, "Azure has no capacity of its size left in its zone"),
        ("AllocationFailed", CauseCategory.CapacityLimit, "Azure has no capacity of its size left"),
        ("OverconstrainedAllocationRequest", CauseCategory.CapacityLimit, "Azure has no capacity that meets all its constraints"),
        ("SkuNotAvailable", CauseCategory.CapacityLimit, "its size is not to be had in its region"),
        ("QuotaExceeded", CauseCategory.CapacityLimit, "a quota of the subscription is used up"),
        ("Exceeded", CauseCategory.CapacityLimit, "a quota of its plan is used up"),
        ("NODE_SERVICE_ACCOUNT_MISSING_PERMISSIONS", CauseCategory.PermissionOrCredential, "the service account of its nodes lacks permissions"),
        ("CLOUD_KMS_KEY_ERROR", CauseCategory.PermissionOrCredential, "its key in Cloud KMS cannot be used"),
        ("CONTAINER_PERMISSION_DENIED", CauseCategory.PermissionOrCredential, "its image may not be pulled"),
        ("SECRETS_ACCESS_CHECK_FAILED", CauseCategory.PermissionOrCredential, "it may not read one of its secrets"),
        ("CONTAINER_MISSING", CauseCategory.BadDeployment, "its image does not exist"),
        ("HEALTH_CHECK_CONTAINER_ERROR", CauseCategory.BadDeployment, "its container does not come up: the start-up check fails"),
        ("PROGRESS_DEADLINE_EXCEEDED", CauseCategory.BadDeployment, "its roll-out did not become ready in time"),
        ("REVISION_FAILED", CauseCategory.BadDeployment, "its newest revision failed"),
        ("DisasterRecoveryMode", CauseCategory.InfrastructureFailure, "Azure runs it in disaster recovery mode"),
        ("REPAIRING", CauseCategory.InfrastructureFailure, "Google Cloud repairs it: its machine or its host failed"),
    ];

    /// <summary>Expiring is not expired: worth a look, no cause by itself.</summary>
    private const string Expiring = "CA_EXPIRING";

    /// <summary>GKE's words for a cluster or a pool that runs and is not whole.</summary>
    private static readonly string[] Unsound = ["DEGRADED", "RUNNING_WITH_ERROR"];

    private static readonly string[] Upgrades = ["Upgrading", "UpgradingNodeImageVersion"];

    /// <summary>What one state says, the strongest word first; null where it says nothing of trouble.</summary>
    public static CloudTrouble? Read(ResourceState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Resource.Provider is not (CloudProvider.Azure or CloudProvider.Gcp) ? null
            : Health(state) ?? Rollout(state) ?? Coded(state) ?? Stopped(state) ?? Upgrade(state) ?? Guest(state) ?? Failed(state);
    }

    public static string? Attribute(ResourceState state, params ReadOnlySpan<string> names)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (var (name, value) in state.Attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (names.Contains(FieldName.Plain(name)))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>Azure's Resource Health; who began it is its most useful word.</summary>
    private static CloudTrouble? Health(ResourceState state)
    {
        var condition = state.Conditions.FirstOrDefault(found => found.Type == "ResourceHealth");
        if (condition is null || state.Status is not (ResourceStatus.Failed or ResourceStatus.Degraded))
        {
            return null;
        }

        var words = $"{condition.Reason} {Attribute(state, "context")} {Attribute(state, "category")}";
        var says = condition.Message is { Length: > 0 } message ? $" ({Words.Shorten(message.TrimEnd('.'))})" : "";
        var (category, text, score) = words switch
        {
            _ when Has(words, "customer") || Has(words, "userinitiated") || Has(words, "user initiated") =>
                (CauseCategory.BadConfiguration, "was taken out of service by its owner", Named),
            _ when Has(words, "unplanned") => (CauseCategory.InfrastructureFailure, "has a fault of its platform", Certain),
            _ when Has(words, "planned") => (CauseCategory.PlatformMaintenance, "is under planned maintenance of its platform", Certain),
            _ => (CauseCategory.InfrastructureFailure, "has a fault of its platform", Certain),
        };
        return new(state, CloudTroubleKind.Health, category, $"Azure Resource Health says that it {text}{says}", condition.Since, score);
    }

    private static CloudTrouble? Coded(ResourceState state)
    {
        foreach (var (code, category, text) in Codes)
        {
            var condition = state.Conditions.FirstOrDefault(found => IsCode(found.Reason, code) || IsCode(found.Type, code));
            if ((condition is not null || IsCode(state.NativeStatus, code)) && state.Status != ResourceStatus.Healthy)
            {
                return new(
                    state, CloudTroubleKind.Condition, category, $"{text} ({code})", condition?.Since,
                    category == CauseCategory.InfrastructureFailure ? Certain : Named);
            }
        }

        return null;
    }

    private static CloudTrouble? Stopped(ResourceState state) => state.Status != ResourceStatus.Stopped ? null : new(
        state, CloudTroubleKind.NotRunning, CauseCategory.Unknown, $"it does not run ({state.NativeStatus})",
        Earliest(state) ?? Time(Attribute(state, "laststoptimestamp")), Stopping);

    private static CloudTrouble? Upgrade(ResourceState state)
    {
        if (state.Resource.Kind is not (ResourceKinds.AksCluster or ResourceKinds.AksNodePool or ResourceKinds.GkeCluster or ResourceKinds.GkeNodePool))
        {
            return null;
        }

        var condition = state.Conditions.FirstOrDefault(found => Upgrades.Contains(found.Reason) || IsCode(found.Type, "UPGRADE_NODES")
            || IsCode(found.Reason, "UPGRADE_NODES") || IsCode(found.Reason, "UPGRADE_MASTER"));
        return condition is null ? null : new(
            state, CloudTroubleKind.Upgrade, CauseCategory.PlatformMaintenance,
            $"its nodes are being upgraded ({Words.Shorten(condition.Message ?? condition.Reason ?? condition.Type)})", condition.Since, Located);
    }

    /// <summary>
    /// A revision that was made and did not become ready: the one before it goes on serving. One that is still on its way is
    /// nothing yet.
    /// </summary>
    private static CloudTrouble? Rollout(ResourceState state)
    {
        var created = Attribute(state, "latestcreatedrevision", "latestcreated");
        var ready = Attribute(state, "latestreadyrevision", "latestready");
        if (state.Resource.Kind != ResourceKinds.RunService || created is null || created == ready
            || IsCode(state.NativeStatus, "CONDITION_PENDING") || IsCode(state.NativeStatus, "CONDITION_RECONCILING"))
        {
            return null;
        }

        var coded = Coded(state);
        return new(
            state, CloudTroubleKind.Rollout, coded?.Category ?? CauseCategory.BadDeployment,
            $"the roll-out of {created} failed{(coded is null ? "" : $", {coded.Text}")}, {(ready is null ? "and no revision is ready" : $"{ready} goes on serving")}",
            coded?.Since ?? Earliest(state), ready is null ? Certain : Located);
    }

    /// <summary>The agent in a machine or one of its extensions fails: the guest, seen from outside.</summary>
    private static CloudTrouble? Guest(ResourceState state)
    {
        if (state.Resource.Kind is not ResourceKinds.AzureVm)
        {
            return null;
        }

        var disk = Of("Disk ");
        var agent = disk ?? Of("Agent") ?? Of("Extension ");
        return agent is null ? null : new(
            state, disk is null ? CloudTroubleKind.Guest : CloudTroubleKind.Condition,
            disk is null ? CauseCategory.Unknown : CauseCategory.InfrastructureFailure,
            $"{agent.Type.ToLowerInvariant()} fails ({agent.Reason}{(agent.Message is { Length: > 0 } text ? $": {Words.Shorten(text)}" : "")})",
            agent.Since, disk is null ? Located : Named);

        ResourceCondition? Of(string type) => state.Conditions.FirstOrDefault(found => found.Type.StartsWith(type, StringComparison.Ordinal));
    }

    /// <summary>It says only that it failed, or that it is not whole.</summary>
    private static CloudTrouble? Failed(ResourceState state) =>
        (state.Status != ResourceStatus.Failed && !Unsound.Contains(state.NativeStatus))
        || state.Conditions.Any(condition => IsCode(condition.Reason, Expiring) || IsCode(condition.Type, Expiring)) ? null : new(
            state, CloudTroubleKind.Condition, CauseCategory.Unknown,
            $"it is not sound ({state.NativeStatus}{(state.Conditions is [{ Message: { Length: > 0 } message }, ..] ? $": {Words.Shorten(message)}" : "")})",
            Earliest(state), Located);

    private static DateTimeOffset? Earliest(ResourceState state) =>
        state.Conditions.Select(condition => condition.Since).OfType<DateTimeOffset>().Order().Cast<DateTimeOffset?>().FirstOrDefault();

    /// <summary>A code by itself, or as a part of a path such as <c>ProvisioningState/failed/AllocationFailed</c>.</summary>
    private static bool IsCode(string? text, string code) =>
        text is not null && text.Split('/', ' ', ',').Any(part => part.Equals(code, StringComparison.OrdinalIgnoreCase));

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static DateTimeOffset? Time(string? text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
