using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CauseFlow.CloudSimulation.Aws;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.CloudTrail;

/// <summary>
/// AWS CloudTrail's event history, awsJson1.1, signed as "cloudtrail". Events are shown when their delay has passed, and one
/// lookup attribute is taken, as AWS does.
/// </summary>
internal sealed class CloudTrailService(LoadedScenario scenario) : IAwsService
{
    private const string Target = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.";
    private const string GlobalRegion = "us-east-1";
    private readonly JsonProtocol protocol = new("application/x-amz-json-1.1", "", "");

    public string Name => "cloudtrail";

    public string SigningName => "cloudtrail";

    public AwsProtocol Protocol => protocol;

    public bool Claims(AwsRequest request) =>
        request.Header("x-amz-target")?.StartsWith(Target, StringComparison.Ordinal) == true;

    public string OperationOf(AwsRequest request) => request.Header("x-amz-target")![Target.Length..] is "LookupEvents"
        ? "LookupEvents" : throw new AwsException(AwsFault.UnknownOperation, "");

    public AwsResponse Invoke(string operation, AwsCall call)
    {
        call.Require("cloudtrail:LookupEvents", null);
        var request = JsonBody.Read<LookupRequest>(call.Request, protocol);
        if (request.LookupAttributes is { Count: > 1 })
        {
            throw new AwsException("InvalidLookupAttributesException", "You can only specify one attribute key and value pair.");
        }

        if (request.MaxResults is < 1 or > 50)
        {
            throw new AwsException("InvalidMaxResultsException", "A max results value of 1 to 50 is required.");
        }

        var (size, offset) = (request.MaxResults ?? 50, PageToken.Read(operation, request.NextToken)
            ?? throw new AwsException("InvalidNextTokenException", "The next token is invalid."));
        var events = Matching(request, call.Region).ToList();
        var body = new Dictionary<string, object> { ["Events"] = events.Skip(offset).Take(size).Select(Describe).ToList() };
        if (events.Count > offset + size)
        {
            body["NextToken"] = PageToken.Issue(operation, offset + size);
        }

        return AwsResponse.OfJson(body, protocol.ContentType);
    }

    private IEnumerable<ScenarioTrailEvent> Matching(LookupRequest request, string region) => scenario.Data.Trail
        .Where(item => region == (item.Source == "iam.amazonaws.com" ? GlobalRegion : scenario.Data.Region))
        .Where(item => scenario.At(item.AtMinute + (scenario.IsTrailComplete ? 0 : item.DelayMinutes)) <= scenario.Now)
        .Where(item => scenario.At(item.AtMinute).ToUnixTimeSeconds() is var at
            && at >= (request.StartTime ?? double.MinValue) && at <= (request.EndTime ?? double.MaxValue))
        .Where(item => (request.LookupAttributes ?? []).All(attribute => Has(item, attribute)))
        .OrderByDescending(item => item.AtMinute);

    private static bool Has(ScenarioTrailEvent item, LookupAttribute attribute) => attribute.AttributeKey switch
    {
        "ReadOnly" => attribute.AttributeValue == (item.IsReadOnly ? "true" : "false"),
        "EventName" => attribute.AttributeValue == item.Name,
        "EventSource" => attribute.AttributeValue == item.Source,
        "Username" => attribute.AttributeValue == item.UserName,
        "ResourceName" => item.Resources.Any(resource => resource.Name == attribute.AttributeValue),
        "ResourceType" => item.Resources.Any(resource => resource.Type == attribute.AttributeValue),
        _ => throw new AwsException("InvalidLookupAttributesException", $"The attribute {attribute.AttributeKey} is not supported."),
    };

    private object Describe(ScenarioTrailEvent item)
    {
        var id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{item.Name} {item.AtMinute} {item.UserName}")).AsSpan(0, 16)).ToString();
        var at = scenario.At(item.AtMinute);
        return new
        {
            EventId = id,
            EventName = item.Name,
            ReadOnly = item.IsReadOnly ? "true" : "false",
            AccessKeyId = "ASIAEXAMPLEEXAMPLE00",
            EventTime = (double)at.ToUnixTimeSeconds(),
            EventSource = item.Source,
            Username = item.UserName,
            Resources = item.Resources.Select(resource => new { ResourceType = resource.Type, ResourceName = resource.Name }),
            CloudTrailEvent = JsonSerializer.Serialize(Record(item, id, at)),
        };
    }

    private Dictionary<string, object?> Record(ScenarioTrailEvent item, string id, DateTimeOffset at)
    {
        var account = scenario.Data.Account;
        var record = new Dictionary<string, object?>
        {
            ["eventVersion"] = "1.09",
            ["userIdentity"] = item.RoleName is { } role
                ? new
                {
                    type = "AssumedRole", arn = $"arn:aws:sts::{account}:assumed-role/{role}/{item.UserName}", accountId = account,
                    sessionContext = new { sessionIssuer = new { type = "Role", userName = role } },
                }
                : new { type = "IAMUser", arn = $"arn:aws:iam::{account}:user/{item.UserName}", accountId = account, userName = item.UserName },
            ["eventTime"] = $"{at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}",
            ["eventSource"] = item.Source,
            ["eventName"] = item.Name,
            ["awsRegion"] = scenario.Data.Region,
            ["sourceIPAddress"] = "198.51.100.7",
            ["userAgent"] = "console.amazonaws.com",
            ["requestParameters"] = item.RequestParameters,
            ["responseElements"] = null,
            ["eventID"] = id,
            ["readOnly"] = item.IsReadOnly,
            ["eventType"] = "AwsApiCall",
            ["managementEvent"] = true,
            ["recipientAccountId"] = account,
        };
        if (item.ErrorCode is { } code)
        {
            record["errorCode"] = code;
            record["errorMessage"] = $"{item.UserName} is not authorized to perform this operation";
        }

        return record;
    }
}

internal sealed record LookupRequest(
    [property: JsonPropertyName("LookupAttributes")] IReadOnlyList<LookupAttribute>? LookupAttributes,
    [property: JsonPropertyName("StartTime")] double? StartTime,
    [property: JsonPropertyName("EndTime")] double? EndTime,
    [property: JsonPropertyName("MaxResults")] int? MaxResults,
    [property: JsonPropertyName("NextToken")] string? NextToken);

internal sealed record LookupAttribute(string AttributeKey, string AttributeValue);
