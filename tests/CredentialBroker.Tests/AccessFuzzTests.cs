using System.Text;
using System.Text.Json;
using CauseFlow.Collection.Plans;
using CauseFlow.CredentialBroker.Providers.Aws;
using CauseFlow.CredentialBroker.Providers.Gcp;

namespace CauseFlow.CredentialBroker.Tests;

/// <summary>Whatever a customer types in or pastes: it is taken to the letter or refused, and no policy can be broken out of.</summary>
public sealed class AccessFuzzTests : IDisposable
{
    private const string Queue = "arn:aws:sqs:eu-west-1:123456789012:causeflow-intake";
    private readonly Broker _broker = new();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public Task Arns() => FuzzRun.OnAsync("ARN of a role or queue", [Broker.Role, Queue, "arn:aws-cn:iam::123456789012:role/r"], input =>
    {
        var text = Encoding.UTF8.GetString(input);
        var (role, queue) = (RoleArn.Parse(text), QueueArn.Parse(text));
        queue?.Arn.ShouldBe(text);
        if (role is not null)
        {
            text.ShouldStartWith($"arn:{role.Partition}:iam::{role.Account}:role/");
            text.ShouldEndWith(role.Name);
        }

        return role is not null || queue is not null;
    });

    [Fact]
    public Task Forms() => FuzzRun.OnAsync(
        "form of an account", [Broker.Role, Queue, "eu-west-1", "/aws/lambda/checkout", "arn:aws:sns:eu-west-1:123456789012:alarms"], input =>
        {
            var text = Encoding.UTF8.GetString(input);
            return ConnectAwsValidation.Check(new ConnectAwsRequest
            {
                RoleArn = text, Name = text, Regions = [text, "eu-west-1"], TopicArns = [text], LogGroups = [text], Services = [text],
            }).Count == 0;
        });

    /// <summary>What went into a policy comes out of it as one string, and the policy stays what it was.</summary>
    [Fact]
    public Task Policies() => FuzzRun.OnAsync("policies", [Queue, "eu-west-1", "\",\"Action\":\"*"], input =>
    {
        var text = Encoding.UTF8.GetString(input);
        try
        {
            foreach (var policy in new[]
            {
                AwsPolicies.Session([AwsPlans.Intake], [text], text), AwsPolicies.Intake(text).ToJsonString(),
                AwsPolicies.Trust(text, text).ToJsonString(),
            })
            {
                using var document = JsonDocument.Parse(policy, new JsonDocumentOptions { AllowDuplicateProperties = false });
                var statement = document.RootElement.GetProperty("Statement").EnumerateArray().ShouldHaveSingleItem();
                statement.GetProperty("Effect").GetString().ShouldBe("Allow");
                var action = statement.GetProperty("Action");
                if (action.ValueKind == JsonValueKind.Array)
                {
                    action.EnumerateArray().ShouldAllBe(one => one.GetString()!.StartsWith("sqs:"));
                    statement.GetProperty("Resource").GetString().ShouldBe(text);
                }
            }

            return true;
        }
        catch (SessionPolicyTooLongException)
        {
            return false;
        }
    });

    [Fact]
    public Task Pasted_documents()
    {
        var documents = _broker.Get<GcpDocuments>();
        return FuzzRun.OnAsync(
            "pasted Google document",
            [JsonSerializer.Serialize(Clouds.GoogleCloud.Key()), """{"type":"external_account","audience":"//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q","subject_token_type":"urn:ietf:params:oauth:token-type:jwt","token_url":"https://sts.googleapis.com/v1/token","service_account_impersonation_url":"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/a@b.iam.gserviceaccount.com:generateAccessToken"}"""],
            input =>
            {
                using var pasted = JsonDocument.Parse(JsonSerializer.Serialize(Encoding.UTF8.GetString(input)));
                var (credential, error) = documents.Read(pasted.RootElement);
                (credential is null).ShouldBe(error is not null);
                return credential is not null;
            });
    }
}
