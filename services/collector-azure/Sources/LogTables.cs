using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>
/// The tables of Log Analytics that a resource writes, and which of their columns are level and text. Tables that a workspace
/// does not have are passed over by the query itself.
/// </summary>
internal static class LogTables
{
    private const int MaxText = 2_000;

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

    /// <summary>The newest rows of a stretch of time, at most so many.</summary>
    /// <param name="kinds">Kinds of the resources.</param>
    /// <param name="owners">Ids to narrow a workspace to; none where the resource itself is asked.</param>
    /// <param name="from">Start.</param>
    /// <param name="to">End, excluded.</param>
    /// <param name="maxRows">Bound.</param>
    public static string Query(IEnumerable<string> kinds, IReadOnlyList<AzureId> owners, DateTimeOffset from,
        DateTimeOffset to, int maxRows)
    {
        var tables = kinds.SelectMany(Of).DistinctBy(table => table.Name);
        var legs = tables.Select(table => $"({table.Name} | project TimeGenerated, _ResourceId, Source='{table.Name}', "
            + $"Level=tostring({table.Level}), Message=substring(tostring({table.Message}), 0, {MaxText}))");
        var narrowed = owners.Count == 0 ? "" : " and (" + string.Join(" or ",
            owners.Select(owner =>
                $"(_ResourceId =~ {Kql.Text(owner.Lower)} or _ResourceId startswith {Kql.Text(owner.Lower + "/")})")) + ")";
        return $"union isfuzzy=true {string.Join(", ", legs)} | where TimeGenerated >= {Kql.Time(from)} and TimeGenerated < {Kql.Time(to)}{narrowed} "
            + $"| project TimeGenerated, _ResourceId, Source, Level, Message | order by TimeGenerated desc | take {maxRows}";
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
