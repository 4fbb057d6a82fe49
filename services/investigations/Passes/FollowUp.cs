using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Passes;

/// <summary>
/// The pass that is due next: for exactly the sources whose facts came too late for the passes before.
/// </summary>
public sealed record FollowUp(
    int Pass, DateTimeOffset DueAt, IReadOnlyList<string> Sources, IReadOnlyList<string> IntegrationIds)
{
    private const int LastPass = 3;

    /// <summary>
    /// What is to be read again after a pass; null when nothing was too early, or after the last pass. Pure.
    /// </summary>
    /// <param name="coverage">Of the case so far.</param>
    /// <param name="pass">The pass that has ended.</param>
    /// <param name="startedAt">First redemption, else the end of the first pass.</param>
    /// <param name="now">A follow-up is never due in the past.</param>
    /// <param name="options">The distances.</param>
    public static FollowUp? Of(
        IReadOnlyList<Coverage> coverage, int pass, DateTimeOffset startedAt, DateTimeOffset now,
        InvestigationsOptions options)
    {
        ArgumentNullException.ThrowIfNull(coverage);
        ArgumentNullException.ThrowIfNull(options);
        var early = coverage.Where(row => row.Outcome == CoverageOutcome.TooEarly).ToList();
        if (early.Count == 0 || pass >= LastPass)
        {
            return null;
        }

        var dueAt = startedAt.AddSeconds(pass == 1 ? options.SecondPassSeconds : options.ThirdPassSeconds);
        return new(
            pass + 1,
            dueAt > now ? dueAt : now,
            [.. early.Select(row => row.Source).Distinct().Order(StringComparer.Ordinal)],
            [.. early.Select(row => row.IntegrationId).OfType<string>().Distinct().Order(StringComparer.Ordinal)]);
    }
}
