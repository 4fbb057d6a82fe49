using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>
/// The tables of Log Analytics that a resource writes, and which of their columns are level and text. Tables that a workspace
/// does not have are passed over by the query itself.
/// </summary>
internal static class LogTables
{
    /// <summary>Characters of a row's text that are asked for.</summary>
    public const int MaxText = 2_000;

    /// <summary>What a program calls an error in its level or its text.</summary>
    private const string Problem = "(Level in~ ('error', 'err', 'critical', 'crit', 'emerg', 'alert', 'fatal', '3', '4') "
        + "or Message contains 'error' or Message contains 'exception' or Message contains 'fatal')";

    private sealed record Table(string Name, string Level, string Message);

    private static readonly Table[] App =
    [
        new("AppServiceConsoleLogs", "Level", "ResultDescription"), new("AppServiceAppLogs", "Level", "ResultDescription"),
        new("AppServicePlatformLogs", "Level", "Message"), new("FunctionAppLogs", "Level", "Message"),
        new("AppExceptions", "'Error'", "strcat(ExceptionType, ': ', OuterMessage)"),
            new("AppTraces", "SeverityLevel", "Message"),
    ];

    private static readonly Table[] Cluster =
    [
        new("KubeEvents", "KubeEventType", "strcat(Reason, ' ', ObjectKind, ' ', Namespace, '/', Name, ' ', Message)"),
        new("ContainerLogV2", "LogLevel", "strcat(ContainerName, ' ', LogMessage)"),
    ];

    private static readonly Table[] Machine =
        [new("Syslog", "SeverityLevel", "SyslogMessage"), new("Event", "EventLevelName", "RenderedDescription")];

    private static readonly Table[] Any = [new("AzureDiagnostics", "Level",
        "coalesce(column_ifexists('msg_s', ''), column_ifexists('Message', ''), ResultDescription)")];

    /// <summary>Kinds whose logs are read.</summary>
    public static bool Has(string kind) => Of(kind) is not [];

    /// <summary>The rows of a stretch of time, at most so many: the first of the incident, the newest of the hour before.</summary>
    /// <param name="kinds">Kinds of the resources.</param>
    /// <param name="owners">Ids to narrow a workspace to; none where the resource itself is asked.</param>
    /// <param name="part">Errors or all else, from when to when.</param>
    /// <param name="maxRows">Bound.</param>
    public static string Query(IEnumerable<string> kinds, IReadOnlyList<AzureId> owners, LogPart part, int maxRows)
    {
        var tables = kinds.SelectMany(Of).DistinctBy(table => table.Name);
        var legs = tables.Select(table => $"({table.Name} | project TimeGenerated, _ResourceId, Source='{table.Name}', "
            + $"Level=tostring({table.Level}), Message=substring(tostring({table.Message}), 0, {MaxText}))");
        var narrowed = owners.Count == 0 ? "" : " and (" + string.Join(" or ",
            owners.Select(owner =>
                $"(_ResourceId =~ {Kql.Text(owner.Lower)} or _ResourceId startswith {Kql.Text(owner.Lower + "/")})")) + ")";
        return $"union isfuzzy=true {string.Join(", ", legs)} "
            + $"| where TimeGenerated >= {Kql.Time(part.From)} and TimeGenerated < {Kql.Time(part.To)}{narrowed} "
            + $"| where {(part.AreProblems ? Problem : $"not({Problem})")} | project TimeGenerated, _ResourceId, Source, Level, Message "
            + $"| order by TimeGenerated {(part.IsBefore ? "desc" : "asc")} | take {maxRows}";
    }

    private static IReadOnlyList<Table> Of(string kind) => kind switch
    {
        ResourceKinds.AppService or ResourceKinds.FunctionApp => App,
        ResourceKinds.AksCluster => Cluster,
        ResourceKinds.AzureVm or ResourceKinds.AzureVmss => Machine,
        ResourceKinds.AzureSqlDatabase => Any,
        _ => [],
    };
}
