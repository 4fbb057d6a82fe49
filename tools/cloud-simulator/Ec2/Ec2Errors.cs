using CauseFlow.CloudSimulation.Aws;

namespace CauseFlow.CloudSimulation.Ec2;

internal static class Ec2Errors
{
    public static AwsException InvalidParameter(string message) => new("InvalidParameterValue", message);

    public static AwsException InvalidCombination(string message) => new("InvalidParameterCombination", message);

    public static AwsException MalformedId(string id) => new("InvalidInstanceID.Malformed", $"Invalid id: \"{id}\"");

    public static AwsException NotFound(IReadOnlyList<string> ids) => new(
        "InvalidInstanceID.NotFound",
        ids.Count == 1 ? $"The instance ID '{ids[0]}' does not exist" : $"The instance IDs '{string.Join(", ", ids)}' do not exist");

    /// <summary>The answer to a permitted call that was only to be tried.</summary>
    public static AwsException DryRun() =>
        new("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412);

    /// <summary>A replayed incident cannot be changed; only the question whether one might is answered.</summary>
    public static AwsException ReadOnly(string operation) =>
        new("UnsupportedOperation", $"{operation} is simulated with DryRun only.");
}
