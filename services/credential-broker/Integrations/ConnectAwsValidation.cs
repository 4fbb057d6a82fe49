using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Providers.Aws;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>Checks what was typed in, and reports every error at once.</summary>
public static class ConnectAwsValidation
{
    private const int MaxRegions = 20;
    private const int MaxTopics = 50;
    private const int MaxLogGroups = 50;
    private const int MaxNameLength = 100;

    /// <summary>Empty when all is well. Positions within a list are in the field's name: <c>regions[2]</c>.</summary>
    public static IReadOnlyList<ApiErrorDetail> Check(ConnectAwsRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var errors = new List<ApiErrorDetail>();
        var partition = RoleArn.Parse(request.RoleArn)?.Partition;
        if (partition is null)
        {
            Add(errors, "roleArn", "Must be a role's ARN, arn:aws:iam::<12 digits>:role/<name> (aws, aws-cn or aws-us-gov).");
        }

        if (request.Name is { } name && (name.Length > MaxNameLength || name.Trim().Length == 0 || name.Any(char.IsControl)))
        {
            Add(errors, "name", $"Must be 1 to {MaxNameLength} printable characters.");
        }

        if (request.Regions is not { Count: > 0 })
        {
            Add(errors, "regions", "Name at least one region.");
        }

        CheckList(errors, "regions", request.Regions, MaxRegions, x => AwsNames.IsRegion(x, partition),
            "Must be a region of the role's partition, such as eu-west-1.");
        CheckList(errors, "topicArns", request.TopicArns, MaxTopics, x => AwsNames.IsTopicArn(x, partition),
            "Must be a standard SNS topic's ARN of the role's partition; a FIFO topic cannot deliver to a webhook.");
        CheckList(errors, "logGroups", request.LogGroups, MaxLogGroups, AwsNames.IsLogGroup,
            "Must be a log group's name.");
        return errors;
    }

    private static void CheckList(
        List<ApiErrorDetail> errors, string field, IReadOnlyList<string>? values, int max, Func<string, bool> isValid,
        string message)
    {
        if (values is null)
        {
            return;
        }

        if (values.Count > max)
        {
            Add(errors, field, $"At most {max}.");
            return;
        }

        for (var i = 0; i < values.Count; i++)
        {
            if (!isValid(values[i]))
            {
                Add(errors, $"{field}[{i}]", message);
            }
        }
    }

    private static void Add(List<ApiErrorDetail> errors, string field, string message) =>
        errors.Add(new ApiErrorDetail { Field = field, Message = message });
}
