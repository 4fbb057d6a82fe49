using CauseFlow.Collection.Redaction;
using CauseFlow.Contracts;

namespace CauseFlow.Collection;

/// <summary>One run of one integration in one region: who it is for and what it may spend.</summary>
public sealed record CollectionRun
{
    public required string TenantId { get; init; }

    public required string InvestigationId { get; init; }

    public required int Pass { get; init; }

    public required string IntegrationId { get; init; }

    public required string LeaseId { get; init; }

    /// <summary>Minted by the collector per consumption; part of every message id.</summary>
    public required string RunId { get; init; }

    /// <summary>Given by the broker, 1 to 3.</summary>
    public required int RunNumber { get; init; }

    public required string Account { get; init; }

    public required string Region { get; init; }

    public required CollectionTarget Target { get; init; }

    public required InvestigationWindow Window { get; init; }

    public required CallBudget Budget { get; init; }

    public required Redactor Redactor { get; init; }

    /// <summary>As the broker gave it; null where it gave none, and then persons have names of this process alone.</summary>
    public string? PseudonymKey { get; init; }

    /// <summary>A record prints its members: this one has a key.</summary>
    public override string ToString() => $"CollectionRun {{ InvestigationId = {InvestigationId}, RunId = {RunId}, [redacted] }}";
}
