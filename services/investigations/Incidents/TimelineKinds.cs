namespace CauseFlow.Investigations.Incidents;

/// <summary>The closed list of timeline kinds.</summary>
public static class TimelineKinds
{
    public const string AlarmStateChanged = "alarm_state_changed";
    public const string IncidentOpened = "incident_opened";
    public const string IncidentResolved = "incident_resolved";
    public const string IncidentReopened = "incident_reopened";
    public const string IncidentClosed = "incident_closed";
    public const string SeverityChanged = "severity_changed";
    public const string InvestigationRequested = "investigation_requested";
    public const string InvestigationCancelled = "investigation_cancelled";
    public const string Waiting = "waiting";
    public const string AccessGranted = "access_granted";
    public const string AccessRefused = "access_refused";
    public const string SessionRedeemed = "session_redeemed";
    public const string SourceCompleted = "source_completed";
    public const string CollectionCompleted = "collection_completed";
    public const string CollectionFailed = "collection_failed";
    public const string Verdict = "verdict";
    public const string DeadlinePassed = "deadline_passed";
    public const string LateEvidence = "late_evidence";
    public const string EvidenceLeftOut = "evidence_left_out";
    public const string VerdictChanged = "verdict_changed";
    public const string FollowUpDue = "follow_up_due";
    public const string FollowUpStarted = "follow_up_started";
    public const string FollowUpDropped = "follow_up_dropped";
    public const string ContextAdded = "context_added";
    public const string FeedbackGiven = "feedback_given";
}
