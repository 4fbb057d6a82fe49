using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Notifications;

/// <summary>
/// Whether a verdict is news to people who were told of the one before. A new investigation that comes to the same is none; within
/// one, another change under the same cause is, since evidence ids are the same there.
/// </summary>
internal static class ToldCause
{
    private const char Separator = '\n';
    private const string None = "none";

    /// <summary>What to remember: the first cause, the investigation and the change that it blames.</summary>
    public static string Of(Verdict verdict, string investigationId) => CauseOf(verdict) is { } cause
        ? string.Join(Separator, $"{EnumWords.Of(cause.Category)} {cause.Signal} {cause.Resource.Id}", investigationId, cause.ChangeId)
        : None;

    /// <summary>Null when there is nothing to tell.</summary>
    public static NotificationEvent? NewsOf(string? told, Verdict verdict, string investigationId)
    {
        var now = Of(verdict, investigationId);
        if (told is null)
        {
            return now == None ? null : NotificationEvent.CauseFound;
        }

        var (before, after) = (told.Split(Separator), now.Split(Separator));
        var isSame = before[0] == after[0] && (before.Length < 3 || after.Length < 3 || before[1] != after[1] || before[2] == after[2]);
        return isSame ? null : told == None ? NotificationEvent.CauseFound : NotificationEvent.CauseChanged;
    }

    private static Cause? CauseOf(Verdict verdict) =>
        verdict is { Outcome: VerdictOutcome.Cause, Causes: { Count: > 0 } causes } ? causes[0] : null;
}
