using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Passes;

/// <summary>Identifies a part within its pass.</summary>
public sealed record PartKey(string IntegrationId, string Region, string Source, int RunNumber, int Part);

/// <summary>One run as far as it is known.</summary>
public sealed record RunState(
    string IntegrationId, int RunNumber, IReadOnlyList<SourceResult>? Sources, CollectionFailure? Failure)
{
    /// <summary>Whether a session was redeemed for it.</summary>
    public bool IsRedeemed { get; init; }

    /// <summary>What it reads; null where nobody has said so.</summary>
    public IReadOnlyList<ExpectedSource>? Expected { get; init; }
}

/// <summary>All that has been stored of one pass, without the evidence itself.</summary>
public sealed record PassState(
    bool AccessDecided,
    CollectionFailure? Refusal,
    IReadOnlyList<IntegrationAccess> Accesses,
    IReadOnlyList<RunState> Runs,
    IReadOnlyList<PartKey> Parts)
{
    /// <summary>
    /// The sources that a follow-up was asked for; empty for a first pass, which asks for all there are.
    /// </summary>
    public IReadOnlyList<string> ExpectedSources { get; init; } = [];

    /// <summary>Parts whose facts did not fit into the case.</summary>
    public IReadOnlySet<PartKey> LeftOut { get; init; } = new HashSet<PartKey>();

    public IEnumerable<IntegrationAccess> Granted => Accesses.Where(access => access.LeaseId is not null);

    public bool IsGranted(string integrationId) => Granted.Any(access => access.IntegrationId == integrationId);
}
