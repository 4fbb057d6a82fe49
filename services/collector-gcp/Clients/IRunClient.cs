using CauseFlow.Collection;
using CauseFlow.Collection.Environments;

namespace CauseFlow.CollectorGcp.Clients;

/// <summary>Where a Cloud Run service is.</summary>
internal sealed record RunPlace(string Project, string Region, string Name, IReadOnlyDictionary<string, string> Labels);

/// <summary>A condition of a service or a revision.</summary>
internal sealed record RunCondition(string Type, string State, string? Reason, string? Message, DateTimeOffset? Since);

/// <summary>A share of the traffic.</summary>
internal sealed record RunTraffic(string Revision, int Percent);

/// <summary>A Cloud Run service, its template left out: revisions tell the same.</summary>
internal sealed record RunService(
    string Project, string Region, string Name, string? Uri, string? LatestReady, string? LatestCreated, bool IsReconciling,
    DateTimeOffset? UpdatedAt, string? LastModifier, IReadOnlyDictionary<string, string> Labels, IReadOnlyList<RunCondition> Conditions,
    IReadOnlyList<RunTraffic> Traffic);

/// <summary>A container of a revision; environment values are hashed before they get here.</summary>
internal sealed record RunContainer(
    string Name, string? Image, string? Command, string? Ports, IReadOnlyDictionary<string, string> Limits,
    IReadOnlyDictionary<string, EnvironmentValue> Environment, IReadOnlyDictionary<string, string> Secrets);

/// <summary>A revision.</summary>
internal sealed record RunRevision(
    string Name, string Service, DateTimeOffset? CreatedAt, int? Concurrency, string? Timeout, int? MinInstances, int? MaxInstances,
    string? ServiceAccount, string? VpcConnector, IReadOnlyList<RunContainer> Containers, IReadOnlyList<RunCondition> Conditions);

/// <summary>Cloud Run, read only.</summary>
internal interface IRunClient
{
    /// <summary>Names and regions of all services of a project: version 2 of the API lists only one region at a time.</summary>
    Task<GcpPages<RunPlace>> LocateAsync(string project, int maxPages, CallMeter calls, CancellationToken cancellationToken);

    Task<GcpPages<RunService>> ListServicesAsync(
        string project, string region, int maxPages, CallMeter calls, CancellationToken cancellationToken);

    Task<GcpPages<RunRevision>> ListRevisionsAsync(
        string project, string region, string service, int maxPages, CallMeter calls, CancellationToken cancellationToken);
}
