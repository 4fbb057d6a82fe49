using CauseFlow.Contracts;

namespace CauseFlow.Dashboard.Incidents;

/// <summary>An alarm of AWS says that it is over only to whom it is told to. The other clouds tell whom they told of the alarm.</summary>
internal static class OkAction
{
    public const string Remedy = "Add the alarm's topic to its OK actions as well: \"Edit\" in CloudWatch, a second notification for the state OK; "
        + "ok_actions in Terraform, OKActions in CloudFormation.";

    public static bool IsMissing(AlarmFact alarm) => alarm is { Provider: CloudProvider.Aws, HasOkAction: false };
}
