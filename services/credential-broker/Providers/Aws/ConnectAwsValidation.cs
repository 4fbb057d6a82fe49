using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;

namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>Checks what was typed in, and reports every error at once.</summary>
public static class ConnectAwsValidation
{
    private const int MaxRegions = 20;
    private const int MaxTopics = 50;
    private const int MaxLogGroups = 50;

    /// <summary>Empty when all is well. Positions within a list are in the field's name: <c>regions[2]</c>.</summary>
    public static IReadOnlyList<ApiErrorDetail> Check(ConnectAwsRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var errors = new FieldErrors();
        var partition = RoleArn.Parse(request.RoleArn)?.Partition;
        if (partition is null)
        {
            errors.Add("roleArn", MalformedRole(request.RoleArn));
        }

        errors.CheckName(request.Name);
        if (request.Regions is not { Count: > 0 })
        {
            errors.Add("regions", "Name at least one region.");
        }

        CheckLists(errors, partition, request.Regions, request.TopicArns, request.LogGroups);
        errors.CheckTags(request);
        return errors.All;
    }

    /// <summary>The same for a change of an integration whose role is in that partition.</summary>
    public static IReadOnlyList<ApiErrorDetail> Check(ChangeIntegrationRequest request, string partition, string account)
    {
        ArgumentNullException.ThrowIfNull(request);
        var errors = new FieldErrors();
        errors.CheckName(request.Name);
        if (request.Regions is { Count: 0 })
        {
            errors.Add("regions", "Name at least one region.");
        }

        if (request.IntakeQueueArn is { Length: > 0 } queue && (QueueArn.Parse(queue) is not { } parsed
            || parsed.Partition != partition || parsed.Account != account))
        {
            errors.Add("intakeQueueArn", $"Must be the ARN of a standard SQS queue in account {account}, or empty for none.");
        }

        CheckLists(errors, partition, request.Regions, request.TopicArns, request.LogGroups);
        errors.CheckTags(request);
        errors.RefuseForeign("AWS",
            ("subscriptionIds", request.SubscriptionIds), ("resourceGroups", request.ResourceGroups),
            ("workspaceId", request.WorkspaceId), ("clientSecret", request.ClientSecret),
            ("secretExpiresAt", request.SecretExpiresAt), ("projectIds", request.ProjectIds),
            ("credential", request.Credential), ("confirmExcess", request.ConfirmExcess));
        return errors.All;
    }

    /// <summary>Names the part of the ARN that is wrong, as far as that can be told.</summary>
    private static string MalformedRole(string? text)
    {
        const string form = "Must be a role's ARN, arn:aws:iam::<12 digits>:role/<name> (aws, aws-cn or aws-us-gov)";
        var hint = text?.Split(':', 6) switch
        {
            null or [""] => ".",
            ["arn", _, "sts", ..] => "; this is a session of a role: use the role itself, from IAM.",
            ["arn", "aws" or "aws-cn" or "aws-us-gov", "iam", "", { Length: not 12 }, _] =>
                "; the account must have 12 digits.",
            ["arn", _, "iam", "", _, var resource] when !resource.StartsWith("role/", StringComparison.Ordinal) =>
                "; this names no role.",
            ["arn", not ("aws" or "aws-cn" or "aws-us-gov"), ..] => "; the partition is unknown.",
            _ => ".",
        };
        return form + hint;
    }

    private static void CheckLists(
        FieldErrors errors, string? partition, IReadOnlyList<string>? regions, IReadOnlyList<string>? topics,
        IReadOnlyList<string>? logGroups)
    {
        errors.CheckList("regions", regions, MaxRegions, x => AwsNames.IsRegion(x, partition),
            "Must be a region of the role's partition, such as eu-west-1.");
        errors.CheckList("topicArns", topics, MaxTopics, x => AwsNames.IsTopicArn(x, partition),
            "Must be a standard SNS topic's ARN of the role's partition; a FIFO topic cannot deliver to a webhook.");
        errors.CheckList("logGroups", logGroups, MaxLogGroups, AwsNames.IsLogGroup, "Must be a log group's name.");
    }
}
