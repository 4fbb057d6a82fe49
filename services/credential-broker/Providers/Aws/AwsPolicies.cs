using System.Text.Json.Nodes;
using CauseFlow.Collection.Plans;

namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>IAM policies compiled from the plans, so that what is asked for is exactly what is called.</summary>
public static class AwsPolicies
{
    /// <summary>STS's limit for a session policy, in characters.</summary>
    public const int MaxSessionPolicyLength = 2048;

    /// <summary>Of the policy language.</summary>
    public const string Version = "2012-10-17";

    /// <summary>Used where a session must be able to do nothing at all.</summary>
    public static string DenyAll { get; } = Policy(new JsonObject
    {
        ["Effect"] = "Deny", ["Action"] = "*", ["Resource"] = "*",
    }).ToJsonString();

    /// <summary>Limits a session to the plans' actions in the lease's regions. It promises no resource scoping but of a queue.</summary>
    /// <exception cref="SessionPolicyTooLongException">It would be longer than STS accepts.</exception>
    public static string Session(IReadOnlyList<SourcePlan> plans, IReadOnlyList<string> regions, string resource = "*")
    {
        ArgumentNullException.ThrowIfNull(regions);
        var policy = Policy(new JsonObject
        {
            ["Effect"] = "Allow",
            ["Action"] = Actions(plans),
            ["Resource"] = resource,
            ["Condition"] = new JsonObject { ["StringEquals"] = new JsonObject { ["aws:RequestedRegion"] = Array(regions) } },
        }).ToJsonString();
        return policy.Length <= MaxSessionPolicyLength
            ? policy
            : throw new SessionPolicyTooLongException(policy.Length, regions.Count);
    }

    /// <summary>What the customer attaches to the role.</summary>
    public static JsonObject Permissions(IReadOnlyList<SourcePlan> plans) => Policy(new JsonObject
    {
        ["Sid"] = "CauseFlowRead", ["Effect"] = "Allow", ["Action"] = Actions(plans), ["Resource"] = "*",
    });

    /// <summary>What the customer attaches besides, where alarms are taken from a queue: on this one queue and nothing else.</summary>
    public static JsonObject Intake(JsonNode queueArn) => Policy(new JsonObject
    {
        ["Sid"] = "CauseFlowIntake", ["Effect"] = "Allow", ["Action"] = Actions([AwsPlans.Intake]), ["Resource"] = queueArn,
    });

    /// <summary>Who may assume the role, and only with the external id.</summary>
    public static JsonObject Trust(JsonNode principalArn, JsonNode externalId) => Policy(new JsonObject
    {
        ["Effect"] = "Allow",
        ["Principal"] = new JsonObject { ["AWS"] = principalArn },
        ["Action"] = "sts:AssumeRole",
        ["Condition"] = new JsonObject { ["StringEquals"] = new JsonObject { ["sts:ExternalId"] = externalId } },
    });

    private static JsonObject Policy(JsonObject statement) =>
        new() { ["Version"] = Version, ["Statement"] = new JsonArray(statement) };

    /// <summary>The plans' actions, each once and in order.</summary>
    public static IReadOnlyList<string> ActionsOf(IReadOnlyList<SourcePlan> plans) =>
        [.. plans.SelectMany(x => x.Calls).Select(x => x.Permission).Distinct().Order(StringComparer.Ordinal)];

    private static JsonArray Actions(IReadOnlyList<SourcePlan> plans) => Array(ActionsOf(plans));

    private static JsonArray Array(IEnumerable<string> values) =>
        new([.. values.Select(x => (JsonNode?)JsonValue.Create(x))]);
}
