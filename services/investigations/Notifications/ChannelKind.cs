namespace CauseFlow.Investigations.Notifications;

public enum ChannelKind
{
    /// <summary>An incoming webhook of Slack, or of what speaks its form.</summary>
    Slack,

    /// <summary>A workflow's webhook of Microsoft Teams, which takes an Adaptive Card.</summary>
    Teams,

    /// <summary>Events API v2 of PagerDuty.</summary>
    Pagerduty,

    /// <summary>Any address; signed with HMAC-SHA-256.</summary>
    Webhook,
}
