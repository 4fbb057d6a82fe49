using CauseFlow.Contracts;

namespace CauseFlow.Ingestion.Alarms;

/// <summary>What a message turned out to be: an alarm, or the reason why it is none that counts.</summary>
/// <param name="Alarm">Null when it is ignored, or known already.</param>
/// <param name="IgnoredReason">Stable snake_case word; null with an alarm.</param>
/// <param name="IsDuplicate">The reason is that the alarm is known in this state.</param>
/// <param name="IncidentId">Of a duplicate, the incident that it belongs to, if any.</param>
public sealed record AlarmReading(
    AlarmFact? Alarm, string? IgnoredReason, bool IsDuplicate = false, string? IncidentId = null)
{
    /// <summary>It never arrived and was found in the cloud's history.</summary>
    public bool IsBackfill { get; init; }

    /// <summary>Of a back-fill: the alarm has left this ALARM since.</summary>
    public bool IsOver { get; init; }

    /// <summary>The text is not a CloudWatch alarm.</summary>
    public const string NotAnAlarm = "not_an_alarm";

    /// <summary>The alarm's account is not one that the tenant connected.</summary>
    public const string AccountNotConnected = "account_not_connected";

    /// <summary>What to do about <see cref="AccountNotConnected"/>.</summary>
    public const string ConnectAccount =
        "Connect the alarm's account, subscription or project; what is held is then processed.";

    /// <summary>AWSAccountId and the account in AlarmArn differ.</summary>
    public const string AccountMismatch = "account_mismatch";

    /// <summary>The state change is dated after the message that tells of it, or weeks before.</summary>
    public const string ImplausibleTime = "implausible_time";

    /// <summary>What a cloud's console sends when somebody tries the webhook out.</summary>
    public const string TestMessage = "test_message";

    public static AlarmReading Of(AlarmFact alarm) => new(alarm, null);

    public static AlarmReading Ignored(string reason) => new(null, reason);

    public static AlarmReading Duplicate(string reason, string? incidentId) =>
        new(null, reason, IsDuplicate: true, incidentId);

    /// <summary>What to do about a reason; null for nothing.</summary>
    public static string? Remedy(string? reason) => reason switch
    {
        AccountNotConnected => ConnectAccount,
        AlertBook.DuplicateAlert => "Nothing: the alert is in this state already.",
        ImplausibleTime => "Look who sends this: a state change is dated just before the message that tells of it.",
        NotAnAlarm => "Subscribe only topics to which CloudWatch alarms publish, without raw delivery.",
        AccountMismatch => "The message names two accounts; publish CloudWatch's own message unchanged.",
        TestMessage => "Nothing: the webhook's address and password work.",
        _ => null,
    };
}
