using CauseFlow.CloudSimulation.Aws;

namespace CauseFlow.CloudSimulation.Signing;

/// <summary>
/// The parsed header <c>Authorization: AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…</c>.
/// </summary>
internal sealed record AuthorizationHeader(
    string AccessKeyId,
    string Date,
    string Region,
    string Service,
    IReadOnlyList<string> SignedHeaders,
    string Signature)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    public string Scope => $"{Date}/{Region}/{Service}/aws4_request";

    public static AuthorizationHeader Parse(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            throw new AwsException(AwsFault.MissingAuthentication, "Request is missing Authentication Token");
        }

        if (!value.StartsWith(Algorithm + " ", StringComparison.Ordinal))
        {
            throw Incomplete("Unsupported AWS 'algorithm'");
        }

        var parts = value[(Algorithm.Length + 1)..]
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        var credential = Required(parts, "Credential").Split('/');
        if (credential.Length != 5 || credential[4] != "aws4_request")
        {
            throw Incomplete("Credential must have exactly 5 slash-delimited elements");
        }

        return new AuthorizationHeader(
            credential[0], credential[1], credential[2], credential[3],
            Required(parts, "SignedHeaders").Split(';'), Required(parts, "Signature"));
    }

    private static string Required(Dictionary<string, string> parts, string name) =>
        parts.GetValueOrDefault(name) ?? throw Incomplete($"Authorization header requires '{name}' parameter.");

    private static AwsException Incomplete(string message) => new(AwsFault.IncompleteSignature, message);
}
