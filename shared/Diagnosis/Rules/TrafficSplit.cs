using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>A difference in how a service's traffic is split: <c>traffic.{revision}</c>, or <c>traffic</c> with all shares as text.</summary>
internal static class TrafficSplit
{
    private const string Field = "traffic";

    public static bool Is(Difference difference) => difference.Field.Equals(Field, StringComparison.OrdinalIgnoreCase)
        || difference.Field.StartsWith($"{Field}.", StringComparison.OrdinalIgnoreCase);

    /// <summary>Null for a share that falls: what a revision no longer gets it cannot fail on.</summary>
    public static ChangeMechanism? Of(Difference difference)
    {
        var revision = difference.Field.Length > Field.Length ? difference.Field[(Field.Length + 1)..] : null;
        if (revision is null)
        {
            return difference.After is null ? null : new(CauseCategory.BadDeployment, ChangeMechanism.TextOf(difference), []);
        }

        var (before, after) = (Quantity.Read(difference.Before) ?? 0, Quantity.Read(difference.After) ?? 0);
        return after <= before ? null : new(
            CauseCategory.BadDeployment, $"traffic of {revision} {Words.Number(before)} → {Words.Number(after)} %", []) { Revision = revision };
    }

    /// <summary>New errors of another revision are not brought about by what this one gets.</summary>
    public static bool Explains(ChangeMechanism mechanism, ResourceRef writer) => mechanism.Revision is not { } revision
        || writer.Kind != ResourceKinds.RunRevision || writer.Name == revision || writer.Id.EndsWith($"/{revision}", StringComparison.Ordinal);
}
