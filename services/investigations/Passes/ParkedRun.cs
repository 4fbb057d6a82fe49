namespace CauseFlow.Investigations.Passes;

/// <summary>
/// Where a run's report waits while access is not decided: beside the run, under the lease that it names, so that a report
/// with a made-up lease cannot take the place of the true one.
/// </summary>
internal static class ParkedRun
{
    /// <summary>In no id.</summary>
    private const char Separator = '|';

    public static string Of(string integrationId, string leaseId) => $"{integrationId}{Separator}{leaseId}";

    public static bool Is(string place) => place.Contains(Separator, StringComparison.Ordinal);

    public static (string IntegrationId, string LeaseId) Read(string place)
    {
        var at = place.IndexOf(Separator, StringComparison.Ordinal);
        return (place[..at], place[(at + 1)..]);
    }
}
