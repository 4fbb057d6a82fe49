using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>A difference in how a service's traffic is split: <c>traffic.{revision}</c>, or <c>traffic</c> with all shares as text.</summary>
internal static class TrafficSplit
{
    private const string Field = "traffic";
    private const string Latest = "LATEST";

    public static bool Is(Difference difference) => difference.Field.Equals(Field, StringComparison.OrdinalIgnoreCase)
        || difference.Field.StartsWith($"{Field}.", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// What gets more than before; of shares whose past is not known the largest. None for shares that only fall: what a
    /// revision no longer gets it cannot fail on.
    /// </summary>
    public static IEnumerable<ChangeMechanism> Of(Change change)
    {
        var shares = change.Differences.Where(Is).ToList();
        foreach (var whole in shares.Where(share => share.Field.Length == Field.Length && share.After is not null))
        {
            yield return new(CauseCategory.BadDeployment, ChangeMechanism.TextOf(whole), []);
        }

        var named = shares.Where(share => share.Field.Length > Field.Length)
            .Select(share => (Name: share.Field[(Field.Length + 1)..], Before: Quantity.Read(share.Before), After: Quantity.Read(share.After) ?? 0)).ToList();
        var isKnown = named.Exists(share => share.Before is not null);

        // The newest revision may always have had the traffic, whichever it was: what is new of it its own deployment tells.
        var risen = isKnown ? named.Where(share => share.After > (share.Before ?? 0))
            : named.Where(share => share.Name != Latest && share.After > 0).OrderByDescending(share => share.After)
                .ThenBy(share => share.Name, StringComparer.Ordinal).Take(1);
        foreach (var (name, before, after) in risen)
        {
            var from = isKnown ? Words.Number(before ?? 0) : "?";
            yield return new(CauseCategory.BadDeployment, $"traffic of {name} {from} → {Words.Number(after)} %", [])
            {
                Revision = name == Latest ? null : name,
            };
        }
    }

    /// <summary>New errors of another revision are not brought about by what this one gets.</summary>
    public static bool Explains(ChangeMechanism mechanism, ResourceRef writer) => mechanism.Revision is not { } revision
        || writer.Kind != ResourceKinds.RunRevision || writer.Name == revision || writer.Id.EndsWith($"/{revision}", StringComparison.Ordinal);
}
