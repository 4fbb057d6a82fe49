namespace CauseFlow.Ingestion.Grouping;

/// <summary>How many investigations of a tenant start in one minute; a row version makes the cap hold across replicas.</summary>
public sealed class StartSlot
{
    public required string TenantId { get; init; }

    /// <summary>The minute's beginning.</summary>
    public required DateTimeOffset Minute { get; init; }

    /// <summary>Starts taken; also the row version.</summary>
    public int Count { get; set; }
}
