namespace CauseFlow.Investigations.Feedback;

public enum FeedbackOpinion
{
    Confirm,
    Reject,
}
