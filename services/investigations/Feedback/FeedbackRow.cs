namespace CauseFlow.Investigations.Feedback;

/// <summary>What one person says of one cause of one revision; saying it again replaces it.</summary>
public sealed class FeedbackRow
{
    public required string TenantId { get; set; }
    public required string InvestigationId { get; set; }
    public int Revision { get; set; }
    public int Rank { get; set; }
    public required string Person { get; set; }
    public FeedbackOpinion Opinion { get; set; }
    public string? Comment { get; set; }
    public DateTimeOffset GivenAt { get; set; }
}
