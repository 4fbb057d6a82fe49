using System.Text.Json;
using CauseFlow.CloudSimulation.Aws;

namespace CauseFlow.CloudSimulation.Policies;

/// <summary>A session policy, parsed as strictly as STS does.</summary>
internal sealed record PolicyDocument(IReadOnlyList<PolicyStatement> Statements)
{
    private static readonly HashSet<string> Members = ["Version", "Id", "Statement"];
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static PolicyDocument Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || root.EnumerateObject().Any(member => !Members.Contains(member.Name))
                || !root.TryGetProperty("Statement", out var statement))
            {
                throw Malformed("Syntax errors in policy.");
            }

            if (!root.TryGetProperty("Version", out var version)
                || version.GetString() is not ("2012-10-17" or "2008-10-17"))
            {
                throw Malformed("The policy must contain a valid version string");
            }

            return new PolicyDocument(statement.ValueKind == JsonValueKind.Array
                ? [.. statement.EnumerateArray().Select(PolicyStatement.Parse)]
                : [PolicyStatement.Parse(statement)]);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw Malformed("This policy contains invalid Json");
        }
    }

    public static AwsException Malformed(string message) => new("MalformedPolicyDocument", message);
}
