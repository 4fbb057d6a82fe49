using System.Text.RegularExpressions;
using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Symptoms;

/// <summary>A task of a container service that stopped by a fault, read from its state.</summary>
/// <param name="State">The task's state.</param>
/// <param name="Service">The service that it was part of.</param>
/// <param name="Revision">Its task definition, <c>family:revision</c>.</param>
/// <param name="At">When it stopped.</param>
/// <param name="Reason">Why, in the cloud's words.</param>
/// <param name="Category">What these words say by themselves; <c>unknown</c> for an exit code, which could be anything.</param>
/// <param name="IsOutOfMemory">True when a container was killed for its memory.</param>
public sealed partial record TaskFailure(
    ResourceState State, ResourceRef Service, string Revision, DateTimeOffset At, string Reason, CauseCategory Category, bool IsOutOfMemory)
{
    private const RegexOptions Flags = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    public static IReadOnlyList<TaskFailure> Read(CaseEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return [.. evidence.States
            .Where(state => state.Resource.Kind == ResourceKinds.EcsTask && state.Status == ResourceStatus.Failed)
            .Select(state => Of(state, evidence)).OfType<TaskFailure>()
            .OrderBy(failure => failure.At).ThenBy(failure => failure.State.EvidenceId, StringComparer.Ordinal)];
    }

    /// <summary>The service that a task is part of; null when that was not read.</summary>
    public static ResourceRef? ServiceOf(ResourceState task, CaseEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(evidence);
        return evidence.Relations.FirstOrDefault(relation => relation.Type == RelationType.PartOf
            && relation.To.Kind == ResourceKinds.EcsService && ResourceIdentity.Same(relation.From, task.Resource))?.To;
    }

    public static string? RevisionOf(ResourceState task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.Attributes.GetValueOrDefault("taskDefinition");
    }

    private static TaskFailure? Of(ResourceState state, CaseEvidence evidence)
    {
        var at = state.Conditions.Select(condition => condition.Since).OfType<DateTimeOffset>().OrderBy(time => time).FirstOrDefault();
        if (at == default || ServiceOf(state, evidence) is not { } service || RevisionOf(state) is not { } revision)
        {
            return null;
        }

        var text = string.Join(' ', state.Conditions.Select(condition => $"{condition.Reason} {condition.Message}"));
        var outOfMemory = OutOfMemory().IsMatch(text);
        return new(state, service, revision, at, ReasonOf(state), CategoryOf(text, outOfMemory), outOfMemory);
    }

    /// <summary>The container's own reason says more than that an essential container exited.</summary>
    private static string ReasonOf(ResourceState state)
    {
        var condition = state.Conditions.LastOrDefault(condition => condition.Type == "ContainerStopped") ?? state.Conditions[0];
        return Words.Shorten(condition.Message ?? condition.Reason ?? state.NativeStatus);
    }

    private static CauseCategory CategoryOf(string text, bool outOfMemory)
    {
        if (outOfMemory)
        {
            return CauseCategory.ResourceExhaustion;
        }

        if (Host().IsMatch(text))
        {
            return CauseCategory.InfrastructureFailure;
        }

        return !Start().IsMatch(text) ? CauseCategory.Unknown
            : Denied().IsMatch(text) ? CauseCategory.PermissionOrCredential
            : Limited().IsMatch(text) ? CauseCategory.CapacityLimit
            : Missing().IsMatch(text) ? CauseCategory.BadConfiguration
            : Unreachable().IsMatch(text) ? CauseCategory.DependencyFailure
            : CauseCategory.BadConfiguration;
    }

    [GeneratedRegex(@"outofmemory|out of memory|memory usage", Flags)]
    private static partial Regex OutOfMemory();

    [GeneratedRegex(@"spotinterruption|terminationnotice|host ec2", Flags)]
    private static partial Regex Host();

    /// <summary>What hinders a task before its first line of code: its image, its secrets, its log driver, its volumes.</summary>
    [GeneratedRegex(@"cannotpull|cannotcreate|cannotstart|resourceinitialization|taskfailedtostart|unable to pull|pull secrets", Flags)]
    private static partial Regex Start();

    [GeneratedRegex(@"access ?denied|not authorized|unauthorized|forbidden|no basic auth|\b40[13]\b|assume", Flags)]
    private static partial Regex Denied();

    [GeneratedRegex(@"toomanyrequests|rate exceeded|pull rate limit|throttl", Flags)]
    private static partial Regex Limited();

    [GeneratedRegex(@"not found|notfound|manifest unknown|does not exist|can't find|invalid|no such", Flags)]
    private static partial Regex Missing();

    [GeneratedRegex(@"time-?d? ?out|i/o|dial tcp|deadline|connection|no route|unreachable", Flags)]
    private static partial Regex Unreachable();
}
