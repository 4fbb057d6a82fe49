using System.Globalization;
using System.Net;
using System.Text.Json;

namespace CauseFlow.Cli.Api;

/// <summary>The API refused, with its own code, message and remedy.</summary>
internal sealed class ApiException(HttpStatusCode status, string code, string message, string? suggestion = null)
    : Exception(message)
{
    public HttpStatusCode Status => status;

    /// <summary>The API's stable word, such as <c>incident_not_found</c>.</summary>
    public string Code => code;

    public string? Suggestion => suggestion;

    public string? RequestId { get; private init; }

    /// <param name="status">Of the answer.</param>
    /// <param name="retryAfter">Of its header.</param>
    /// <param name="body">The API's error; anything else is not repeated, as it comes from a proxy in between.</param>
    public static ApiException Of(HttpStatusCode status, TimeSpan? retryAfter, string body)
    {
        var error = Parse(body);
        var code = error.Text("error");
        if (code.Length == 0)
        {
            return new ApiException(status, "not_the_api", $"The address answered {(int)status} without an error of CauseFlow's API.",
                "Is the URL that of CauseFlow's gateway? `causeflow doctor` looks.");
        }

        var details = error.Items("details").Select(detail => $"{detail.Text("field")}: {detail.Text("message")}");
        return new ApiException(status, code, string.Join('\n', details.Prepend(error.Text("message"))),
            SuggestionOf(error, code, retryAfter))
        {
            RequestId = error.Text("requestId"),
        };
    }

    private static string? SuggestionOf(JsonElement error, string code, TimeSpan? retryAfter) => code switch
    {
        _ when error.Text("remedy") is { Length: > 0 } remedy => remedy,
        "unauthenticated" => "The key is unknown or was revoked. `causeflow login` takes another one.",
        "forbidden" => "`causeflow doctor` shows which roles this key has.",
        "incident_not_found" => "`causeflow incidents list` shows those of this tenant.",
        "evidence_not_found" => "`causeflow evidence list INCIDENT` shows the evidence of an incident.",
        "integration_not_found" => "`causeflow integrations list` shows them.",
        "api_key_not_found" => "`causeflow keys list` shows them.",
        "queue_not_found" => "`causeflow operations error-queues list` shows them.",
        "investigation_running" => "`causeflow incidents watch INCIDENT` follows the one that is at work.",
        _ when retryAfter is { } pause =>
            $"Try again in {Math.Ceiling(pause.TotalSeconds).ToString(CultureInfo.InvariantCulture)} s.",
        _ => null,
    };

    private static JsonElement Parse(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
