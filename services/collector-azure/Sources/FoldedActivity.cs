using CauseFlow.CollectorAzure.Clients;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>
/// One change: its events (started, accepted, succeeded) have one correlation id. It happened when the first was written; its
/// status is the worst that came.
/// </summary>
internal sealed record FoldedActivity(ActivityEvent First, string Status, string? Error,
    string? ResponseBody)
{
    private static readonly string[] WorstFirst = ["Failed", "Canceled", "Succeeded", "Accepted", "Started"];

    public static IReadOnlyList<FoldedActivity> Of(IEnumerable<ActivityEvent> events) =>
    [
        .. events.GroupBy(one => (one.CorrelationId.Length > 0 ? one.CorrelationId : one.Time.ToString("O"),
            one.Operation.ToLowerInvariant(), one.Resource.Lower))
            .Select(group => group.OrderBy(one => one.Time).ThenBy(one => Rank(one.Status)).ToList())
            .Select(events => new FoldedActivity(
                events[0], events.MinBy(one => Rank(one.Status))!.Status,
                events.Select(one => one.Error).FirstOrDefault(error => error is not null),
                events.Select(one => one.ResponseBody).LastOrDefault(body => body is not null)))
            .OrderByDescending(one => one.First.Time).ThenBy(one => one.First.Resource.Lower, StringComparer.Ordinal),
    ];

    public bool HasFailed => Status.Equals("Failed", StringComparison.OrdinalIgnoreCase);

    public bool WasCanceled => Status.Equals("Canceled", StringComparison.OrdinalIgnoreCase);

    /// <summary>What was changed: a setting or a deployment is its owner's, and a swap is one of the app that it brings code to.</summary>
    public AzureId Subject
    {
        get
        {
            var id = First.Resource;
            while (id.Parent is { } parent
                && (id.Type is not (AzureKinds.Slot or AzureKinds.NodePool or AzureKinds.SqlDatabase)
                || (id.Type == AzureKinds.Slot
                    && First.Operation.Contains("slotsswap", StringComparison.OrdinalIgnoreCase))))
            {
                id = parent;
            }

            return id;
        }
    }

    private static int Rank(string status) =>
        Array.FindIndex(WorstFirst, word => word.Equals(status, StringComparison.OrdinalIgnoreCase)) is >= 0 and var at
        ? at : WorstFirst.Length;
}
