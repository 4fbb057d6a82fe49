using System.Text.RegularExpressions;
using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Symptoms;

/// <summary>
/// What a platform itself says is wrong with a resource, in the words of Kubernetes and of the clouds' events. The first row that matches
/// decides, so the cause stands before its consequences: a container that was killed for its memory also backs off.
/// </summary>
/// <param name="Category">What the words say.</param>
/// <param name="Text">A clause.</param>
/// <param name="Score">Log-odds of the words alone.</param>
public sealed partial record StatedTrouble(CauseCategory Category, string Text, double Score)
{
    /// <summary>Names the cause and its place: near-certain.</summary>
    private const double Certain = 2.6;

    /// <summary>Names what is wrong, not who brought it about.</summary>
    private const double Named = 2.2;

    /// <summary>A check says so from outside.</summary>
    private const double Checked = 1.7;

    /// <summary>Says that it does not run, not why.</summary>
    private const double Located = 0.9;

    private static readonly (Regex Expression, StatedTrouble Trouble)[] Table =
    [
        (OutOfMemory(), new(CauseCategory.ResourceExhaustion, "it was killed for using more memory than it may", Certain)),
        (Full(), new(CauseCategory.ResourceExhaustion, "its storage is full", Certain)),
        (Certificate(), new(CauseCategory.PermissionOrCredential, "its certificate has expired", Certain)),
        (Pull(), new(CauseCategory.BadConfiguration, "its image cannot be pulled", Certain)),
        (Reference(), new(CauseCategory.BadConfiguration, "its configuration names what is not there or is not valid", Certain)),
        (Quota(), new(CauseCategory.ResourceExhaustion, "the quota that it shares is used up", Certain)),
        (Unplaced(), new(CauseCategory.ResourceExhaustion, "no machine has room for it", Certain)),
        (Connections(), new(CauseCategory.ResourceExhaustion, "its connections are used up", Named)),
        (Throttled(), new(CauseCategory.CapacityLimit, "it is throttled by a limit", Named)),
        (Failover(), new(CauseCategory.InfrastructureFailure, "it failed over to its standby", Named)),
        (Machine(), new(CauseCategory.InfrastructureFailure, "the machine below it failed", Named)),
        (Pressure(), new(CauseCategory.ResourceExhaustion, "its machine is short of memory or disk", Named)),
        (Denied(), new(CauseCategory.PermissionOrCredential, "it is denied what it needs", Named)),
        (Probe(), new(CauseCategory.BadConfiguration, "its health check fails and gets it restarted or taken out", Checked)),
        (Maintenance(), new(CauseCategory.PlatformMaintenance, "its platform is being maintained", Named)),
        (Lagging(), new(CauseCategory.ResourceExhaustion, "it cannot keep up", Checked)),
        (Restarting(), new(CauseCategory.Unknown, "it ends again and again", Located)),
    ];

    /// <summary>Null for words that name no trouble.</summary>
    public static StatedTrouble? Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Table.FirstOrDefault(row => row.Expression.IsMatch(text)).Trouble;
    }

    private const RegexOptions Flags = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    [GeneratedRegex(@"oom-?killed|out of memory|outofmemory|exit ?code[:= ]*137|memory limit exceeded", Flags)]
    private static partial Regex OutOfMemory();

    [GeneratedRegex(@"storage-full|storage (is )?full|disk (is )?full|no space left|(ran|run|running) out of (storage|disk)|storage (has been )?exhausted|(consumed|used) all (of )?(its )?allocated storage|free storage (capacity )?.{0,60}is low", Flags)]
    private static partial Regex Full();

    [GeneratedRegex(@"certificate.{0,40}expired|x509: .{0,60}expired|expired.{0,20}certificate", Flags)]
    private static partial Regex Certificate();

    [GeneratedRegex(@"imagepullbackoff|errimagepull|invalidimagename|back-?off pulling image|failed to pull( and unpack)? image|manifest unknown|cannotpullcontainer", Flags)]
    private static partial Regex Pull();

    [GeneratedRegex(@"createcontainerconfigerror|createcontainererror|runcontainererror|(configmap|secret|volume|persistentvolumeclaim) \S+ not found|invalid (configuration|parameter|setting)|incompatible-parameters", Flags)]
    private static partial Regex Reference();

    [GeneratedRegex(@"exceeded quota|quotaexceeded|quota[- _]exceeded|quota .{0,60}(at 100 ?%|used up|exhausted)", Flags)]
    private static partial Regex Quota();

    [GeneratedRegex(@"failedscheduling|unschedulable|\d+/\d+ nodes are available|insufficient (cpu|memory|pods|ephemeral-storage)", Flags)]
    private static partial Regex Unplaced();

    [GeneratedRegex(@"too many (clients|connections)|max_connections|connection slots|connection limit|connections? (pool )?exhaust", Flags)]
    private static partial Regex Connections();

    [GeneratedRegex(@"throttl|rate exceeded|too many requests|limit exceeded", Flags)]
    private static partial Regex Throttled();

    [GeneratedRegex(@"fail(ing|ed)?[- ]?over", Flags)]
    private static partial Regex Failover();

    [GeneratedRegex(@"node(s)? ?(status is now: )?not ?ready|nodenotready|hardware (failure|degraded)|underlying (host|hardware)|system status check|spot interruption|preempted|(zone|availability zone|region) (outage|failure|impaired)|instance (retire|terminated unexpectedly)|kubelet stopped", Flags)]
    private static partial Regex Machine();

    [GeneratedRegex(@"evicted|memorypressure|diskpressure|pidpressure|the node was low on", Flags)]
    private static partial Regex Pressure();

    [GeneratedRegex(@"access ?denied|not authorized|unauthorized|forbidden|permission ?denied|credentials? (is |are |have |has )?(expired|revoked|invalid)", Flags)]
    private static partial Regex Denied();

    [GeneratedRegex(@"(liveness|readiness|startup) probe (failed|errored)|failed (liveness|readiness|startup) probe|health ?check(s)? fail", Flags)]
    private static partial Regex Probe();

    [GeneratedRegex(@"maintenance|engine (upgrade|patch)|patch(es|ing)|os update|upgrade_nodes", Flags)]
    private static partial Regex Maintenance();

    [GeneratedRegex(@"replication lag|replica lag", Flags)]
    private static partial Regex Lagging();

    [GeneratedRegex(@"crashloopbackoff|back-?off restarting|restarting failed container|terminated with (a )?non-?zero", Flags)]
    private static partial Regex Restarting();
}
