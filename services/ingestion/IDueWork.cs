namespace CauseFlow.Ingestion;

/// <summary>Work that becomes due by the clock, row by row.</summary>
public interface IDueWork
{
    /// <summary>Ids of what is due now, a bounded number.</summary>
    Task<List<string>> DueAsync(CancellationToken token);

    /// <summary>Does one of them and commits; what is not due any more is left alone.</summary>
    Task DoAsync(string id, CancellationToken token);
}
