using CauseFlow.Contracts;

namespace CauseFlow.Collection.Probes;

/// <summary>
/// Puts together what is the same everywhere, so that a report stays readable and small. Rows whose remedies differ stay
/// apart: each place has its own line to paste, and one of them mends nothing in the others.
/// </summary>
public static class ProbeSummary
{
    private const int MaxEntries = 300;

    /// <summary>
    /// The same with a bound of their own for the rows that judge the principal, which come first: what decides whether the
    /// integration is held back is never cut off by a long list of what is missing.
    /// </summary>
    /// <param name="results">Of every probe in every region, project or subscription.</param>
    /// <param name="regions">How many were tried.</param>
    /// <param name="judges">Whether a row is about what is too much.</param>
    public static IReadOnlyList<PermissionResult> Of(
        IReadOnlyList<PermissionResult> results, int regions, Func<PermissionResult, bool> judges)
    {
        var parts = results.Distinct().ToLookup(judges);
        return [.. Of([.. parts[true]], regions), .. Of([.. parts[false]], regions)];
    }

    /// <param name="results">Of every probe in every region, project or subscription.</param>
    /// <param name="regions">How many were tried.</param>
    public static IReadOnlyList<PermissionResult> Of(IReadOnlyList<PermissionResult> results, int regions) =>
    [
        .. results.GroupBy(x => (x.Permission, x.Outcome)).OrderBy(x => x.Key.Permission, StringComparer.Ordinal)
            .SelectMany(same => Merged([.. same], regions)
                .OrderBy(x => x.Region, StringComparer.Ordinal).ThenBy(x => x.Remedy, StringComparer.Ordinal)
                .Select((row, place) => (Row: row, Place: place)))

            // The bound takes the first of every permission before the second of any, so that none is left out whole.
            .OrderBy(x => x.Row.Outcome == PermissionOutcome.Held).ThenBy(x => x.Place).Take(MaxEntries).Select(x => x.Row),
    ];

    private static IEnumerable<PermissionResult> Merged(List<PermissionResult> same, int regions) =>
        same.GroupBy(x => x.Remedy, StringComparer.Ordinal).SelectMany(equal =>
            equal.Count() == regions && equal.Select(x => x.Region).Distinct(StringComparer.Ordinal).Count() == regions
                ? [equal.OrderBy(x => x.Region, StringComparer.Ordinal).First() with { Region = null }]
                : equal.AsEnumerable());
}
