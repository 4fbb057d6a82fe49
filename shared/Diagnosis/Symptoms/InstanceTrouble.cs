using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Symptoms;

/// <summary>What EC2 itself says is wrong with an instance.</summary>
/// <param name="Kind">Which of its words it is read from.</param>
/// <param name="Category">The category that follows from the word alone.</param>
/// <param name="Text">A clause without evidence ids.</param>
/// <param name="Since">When it began; null where EC2 does not say.</param>
/// <param name="BaseScore">Log-odds of the word alone; the lower, the less it tells about the mechanism.</param>
public sealed record InstanceTrouble(
    InstanceTroubleKind Kind, CauseCategory Category, string Text, DateTimeOffset? Since, double BaseScore)
{
    /// <summary>EC2's own word for a cause on its side: near-certain.</summary>
    private const double Certain = 2.2;

    /// <summary>Says who acted, not why.</summary>
    private const double Acted = 1.8;

    /// <summary>Says where the fault lies (in the guest), not which it is.</summary>
    private const double Located = 1.0;

    /// <summary>The one trouble that explains the others, or null. Causes come before what they bring about.</summary>
    /// <param name="state">State of an EC2 instance.</param>
    /// <param name="earliest">Maintenance that began before has nothing to do with the incident.</param>
    public static InstanceTrouble? Read(ResourceState state, DateTimeOffset earliest)
    {
        ArgumentNullException.ThrowIfNull(state);
        return Maintenance(state, earliest)
            ?? (state.Status == ResourceStatus.Stopped ? Stopped(state) : null)
            ?? Check(state, "SystemStatus", InstanceTroubleKind.SystemCheck, CauseCategory.InfrastructureFailure, Certain,
                "its system status check fails: the host under it, the host's power or its network")
            ?? Check(state, "AttachedEbsStatus", InstanceTroubleKind.StorageCheck, CauseCategory.InfrastructureFailure, Certain,
                "its attached EBS check fails: a volume cannot be reached")
            ?? Check(state, "InstanceStatus", InstanceTroubleKind.InstanceCheck, CauseCategory.Unknown, Located,
                "its instance status check fails: the operating system does not answer");
    }

    /// <summary>
    /// A check that failed by its metric alone: it passes again by now, or the state could not be read. A little less than
    /// EC2's word of now, because the metric does not say since when or whether it is over.
    /// </summary>
    public static InstanceTrouble? Read(IReadOnlyList<SeriesReading> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        return Measured(series, "StatusCheckFailed_System", InstanceTroubleKind.SystemCheck, CauseCategory.InfrastructureFailure, Certain,
                "its system status check failed: the host under it, the host's power or its network")
            ?? Measured(series, "StatusCheckFailed_AttachedEBS", InstanceTroubleKind.StorageCheck, CauseCategory.InfrastructureFailure, Certain,
                "its attached EBS check failed: a volume could not be reached")
            ?? Measured(series, "StatusCheckFailed_Instance", InstanceTroubleKind.InstanceCheck, CauseCategory.Unknown, Located,
                "its instance status check failed: the operating system did not answer");
    }

    /// <summary>Events that are still to come, by the state's own clock; they explain nothing.</summary>
    public static IEnumerable<ResourceCondition> ToCome(ResourceState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Conditions.Where(condition => condition.Type == "ScheduledEvent" && condition.Since > state.ObservedAt
            && !IsCanceled(condition));
    }

    private static InstanceTrouble? Maintenance(ResourceState state, DateTimeOffset earliest)
    {
        var due = state.Conditions
            .Where(condition => condition.Type == "ScheduledEvent" && condition.Since >= earliest && condition.Since <= state.ObservedAt
                && !IsCanceled(condition))
            .OrderByDescending(condition => condition.Since).ThenBy(condition => condition.Reason, StringComparer.Ordinal).FirstOrDefault();

        // An instance that runs and passes its checks may have come through its maintenance unharmed.
        return due is null ? null : new(
            InstanceTroubleKind.Maintenance, CauseCategory.PlatformMaintenance,
            $"AWS does maintenance on it ({due.Reason}, {due.Message}), due at {Words.Time(due.Since!.Value)}", due.Since,
            state.Status == ResourceStatus.Healthy ? Certain - 2 : Certain + 0.2);
    }

    private static InstanceTrouble Stopped(ResourceState state)
    {
        var condition = state.Conditions.Where(found => found.Type == "State")
            .OrderBy(found => found.Reason, StringComparer.Ordinal).FirstOrDefault();
        var (category, by, score) = condition?.Reason switch
        {
            "Server.ScheduledStop" => (CauseCategory.PlatformMaintenance, "by AWS for a scheduled retirement", Certain),
            "Server.SpotInstanceShutdown" or "Server.SpotInstanceTermination" =>
                (CauseCategory.CapacityLimit, "by AWS, which took its spot capacity back", Certain),
            "Server.InsufficientInstanceCapacity" => (CauseCategory.CapacityLimit, "by AWS for want of capacity", Certain),
            "Client.VolumeLimitExceeded" => (CauseCategory.CapacityLimit, "because the account's volume limit was exceeded", Certain),
            { } code when code.StartsWith("Server.", StringComparison.Ordinal) =>
                (CauseCategory.InfrastructureFailure, $"by AWS ({code})", Certain),

            // The closed list has no word for an operator's act; what changed is what the customer wants to run.
            "Client.UserInitiatedShutdown" or "Client.UserInitiatedHibernate" =>
                (CauseCategory.BadConfiguration, "through the EC2 API: by a person, a script or its Auto Scaling group", Acted),
            "Client.InternalError" or "Client.InvalidSnapshot.NotFound" =>
                (CauseCategory.BadConfiguration, $"at its start ({condition.Reason})", Acted),
            "Client.InstanceInitiatedShutdown" => (CauseCategory.Unknown, "from its own operating system", Acted - 0.4),
            _ => (CauseCategory.Unknown, "by whom EC2 does not say", Acted - 0.4),
        };
        return new(InstanceTroubleKind.NotRunning, category, $"it does not run ({state.NativeStatus}): stopped {by}", condition?.Since, score);
    }

    private static InstanceTrouble? Check(
        ResourceState state, string type, InstanceTroubleKind kind, CauseCategory category, double score, string words)
    {
        var failed = state.Conditions.Where(condition => condition.Type == type && condition.Reason == "impaired")
            .OrderBy(condition => condition.Since).FirstOrDefault();
        return failed is null ? null : new(kind, category, words, failed.Since, score);
    }

    private static InstanceTrouble? Measured(
        IReadOnlyList<SeriesReading> series, string metric, InstanceTroubleKind kind, CauseCategory category, double score, string words)
    {
        var failed = series.Where(reading => reading.Series.Name == metric && reading.Baseline is not { Maximum: >= 1 })
            .SelectMany(reading => reading.Incident).Where(point => point.Value >= 1).OrderBy(point => point.Time).FirstOrDefault();
        return failed is null ? null : new(kind, category, words, failed.Time, score - 0.4);
    }

    private static bool IsCanceled(ResourceCondition condition) =>
        condition.Message?.StartsWith("[Canceled]", StringComparison.Ordinal) == true;
}
