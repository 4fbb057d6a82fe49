using CauseFlow.Contracts;

namespace CauseFlow.Ingestion.Alarms;

/// <summary>What an SNS message's text turned out to be: an alarm, or the reason why it is ignored.</summary>
public sealed record AlarmReading(AlarmFact? Alarm, string? IgnoredReason)
{
    /// <summary>The text is not a CloudWatch alarm.</summary>
    public const string NotAnAlarm = "not_an_alarm";

    /// <summary>The alarm's account is not one that the tenant connected.</summary>
    public const string AccountNotConnected = "account_not_connected";

    /// <summary>What to do about <see cref="AccountNotConnected"/>.</summary>
    public const string ConnectAccount = "Connect the AWS account of the alarm; what is held is then processed.";

    /// <summary>AWSAccountId and the account in AlarmArn differ.</summary>
    public const string AccountMismatch = "account_mismatch";

    /// <summary>The state change is dated after the message that tells of it, or weeks before.</summary>
    public const string ImplausibleTime = "implausible_time";

    public static AlarmReading Ignored(string reason) => new(null, reason);
}
