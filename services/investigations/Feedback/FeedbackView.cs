namespace CauseFlow.Investigations.Feedback;

/// <summary>Feedback as the API shows it.</summary>
public sealed record FeedbackView(
    int Revision, int Rank, FeedbackOpinion Opinion, string Person, string? Comment, DateTimeOffset GivenAt)
{
    public static FeedbackView Of(FeedbackRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new(row.Revision, row.Rank, row.Opinion, row.Person, row.Comment, row.GivenAt);
    }
}
