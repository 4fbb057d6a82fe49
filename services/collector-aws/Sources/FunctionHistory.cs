using System.Globalization;
using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>
/// The changes of a function, told from its versions: each is compared with the one before, $LATEST with the newest.
/// Old ones are reported too, since an innocent deployment is only innocent when it can be seen.
/// </summary>
internal static class FunctionHistory
{
    private const string Api = "lambda:ListVersionsByFunction";
    private const string Latest = "$LATEST";
    private const int MaxChanges = 50;

    /// <summary>Lambda writes milliseconds; the second covers the cloud's own clock.</summary>
    private const double UncertaintySeconds = 1;

    public static IReadOnlyList<Change> Changes(
        CollectionContext context, ResourceRef function, IReadOnlyList<FunctionConfiguration> versions, TimeSpan lookback,
        Cuts cuts)
    {
        var ordered = Ordered(versions);
        var earliest = context.Window.To - lookback;
        var changes = new List<Change>();
        for (var i = 1; i < ordered.Count; i++)
        {
            if (ordered[i].LastModified is { } at && at >= earliest
                && Of(context, function, ordered[i - 1], ordered[i], at) is { } change)
            {
                changes.Add(change);
            }
        }

        if (ordered is [{ Version: Latest, LastModified: { } only } single] && only >= earliest)
        {
            changes.Add(Unversioned(context, function, single, only));
        }

        return [.. cuts.Take(Enumerable.Reverse(changes), MaxChanges, Api, $"changes of {function.Name}").Reverse()];
    }

    /// <summary>Published versions by number, $LATEST last.</summary>
    private static List<FunctionConfiguration> Ordered(IReadOnlyList<FunctionConfiguration> versions) =>
    [
        .. versions
            .DistinctBy(version => version.Version)
            .OrderBy(version => version.Version == Latest)
            .ThenBy(version => long.TryParse(version.Version, CultureInfo.InvariantCulture, out var number) ? number : 0),
    ];

    private static Change? Of(
        CollectionContext context, ResourceRef function, FunctionConfiguration before, FunctionConfiguration after,
        DateTimeOffset at)
    {
        var differences = FunctionDifferences.Between(before, after, context.Redactor);
        if (differences.Count == 0)
        {
            return null;
        }

        var isCode = differences.Any(difference => difference.Field == FunctionDifferences.CodeField);
        var fields = string.Join(", ", differences.Select(difference => difference.Field));
        return Make(
            context, function, after, at, isCode ? ChangeKind.Deployment : ChangeKind.Configuration,
            $"{function.Name} version {after.Version} against {before.Version}: {fields}", differences);
    }

    /// <summary>Without a published version there is nothing to compare with: when is known, what is not.</summary>
    private static Change Unversioned(
        CollectionContext context, ResourceRef function, FunctionConfiguration latest, DateTimeOffset at) => Make(
            context, function, latest, at, ChangeKind.Deployment,
            $"{function.Name} was last updated then; it has no published version, so what changed is not known", []);

    private static Change Make(
        CollectionContext context, ResourceRef function, FunctionConfiguration version, DateTimeOffset at,
        ChangeKind kind, string summary, IReadOnlyList<Difference> differences) => new()
        {
            EvidenceId = context.Ids.For(
                "change", function.Id, version.Version, at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
            Resource = function,
            Kind = kind,
            Time = new FactTime
            {
                OccurredAt = at, UncertaintySeconds = UncertaintySeconds, ObservedAt = context.Time.GetUtcNow(),
            },
            Summary = summary,
            Differences = differences,
            Pointer = new Pointer
            {
                Api = Api,
                Parameters = new Dictionary<string, string>
                {
                    ["functionName"] = function.Name, ["version"] = version.Version,
                },
                ConsoleLink = ConsoleLinks.Function(context.Region, function.Name) + "?tab=versions",
            },
        };
}
