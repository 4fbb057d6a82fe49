using CauseFlow.Contracts;

namespace CauseFlow.Collection.Probes;

/// <summary>Puts together what is the same in every region, so that a report stays readable and small.</summary>
public static class ProbeSummary
{
    private const int MaxEntries = 300;

    /// <param name="results">Of every probe in every region.</param>
    /// <param name="regions">How many regions were tried.</param>
    public static IReadOnlyList<PermissionResult> Of(IReadOnlyList<PermissionResult> results, int regions) =>
    [
        .. results.GroupBy(x => x.Permission, StringComparer.Ordinal).OrderBy(x => x.Key, StringComparer.Ordinal)
            .SelectMany(permission => permission.GroupBy(x => x.Outcome).Select(same => (same, isAll: same.Count() == regions)))
            .SelectMany(group => group.isAll
                ? [group.same.OrderBy(x => x.Region, StringComparer.Ordinal).First() with { Region = null }]
                : group.same.OrderBy(x => x.Region, StringComparer.Ordinal).ToList())
            .OrderBy(x => x.Outcome == PermissionOutcome.Held).Take(MaxEntries),
    ];
}
