using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Google;

/// <summary>A message of the webhook notification channel to send.</summary>
public sealed record GooglePublication
{
    /// <summary>Where to.</summary>
    public required Uri Url { get; init; }

    /// <summary>open, closed, or test for what the console's button sends.</summary>
    public string State { get; init; } = "open";

    /// <summary>User of basic authentication; null for none.</summary>
    public string? User { get; init; }

    /// <summary>Its password.</summary>
    public string? Password { get; init; }

    public override string ToString() => $"{State} to {Url.Host} [redacted]";
}

/// <summary>What became of a message.</summary>
/// <param name="Url">Where to.</param>
/// <param name="Status">HTTP status of the answer; null where none came.</param>
/// <param name="Failure">The answer's body where it was refused, or why none came; null for a message that was taken.</param>
public sealed record GoogleDelivery(Uri Url, int? Status, string? Failure);

/// <summary>Cloud Monitoring's webhook: version 1.2, neither signed nor retried here.</summary>
internal sealed class NotificationChannel(LoadedScenario scenario, ScenarioGoogle google) : IDisposable
{
    private const int MaxBodyLength = 4096;
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(15) };

    public void Dispose() => http.Dispose();

    public async Task<GoogleDelivery> SendAsync(GooglePublication publication, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, publication.Url)
        {
            Content = new StringContent(Body(publication.State).ToJsonString(), Encoding.UTF8, "application/json"),
        };
        if (publication.User is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{publication.User}:{publication.Password}")));
        }

        request.Headers.TryAddWithoutValidation("User-Agent", "Google-Alerts");
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            return new GoogleDelivery(
                publication.Url, (int)response.StatusCode, response.IsSuccessStatusCode ? null : body[..Math.Min(body.Length, MaxBodyLength)]);
        }
        catch (HttpRequestException exception)
        {
            return new GoogleDelivery(publication.Url, null, exception.HttpRequestError.ToString());
        }
    }

    public JsonObject Body(string state) => state == "test" ? Test() : google.Alarm is { } alarm
        ? new JsonObject { ["version"] = "1.2", ["incident"] = Incident(alarm, state) }
        : throw new InvalidOperationException("The scenario has no alarm of Google's.");

    private JsonObject Incident(ScenarioGoogleAlarm alarm, string state)
    {
        var project = google.Project;
        return new JsonObject
        {
            ["incident_id"] = alarm.IncidentId, ["scoping_project_id"] = project, ["scoping_project_number"] = long.Parse(google.ProjectNumber, System.Globalization.CultureInfo.InvariantCulture),
            ["url"] = $"https://console.cloud.google.com/monitoring/alerting/incidents/{alarm.IncidentId}?project={project}",
            ["severity"] = "No severity", ["state"] = state, ["started_at"] = scenario.AlarmTime.ToUnixTimeSeconds(),
            ["ended_at"] = state == "closed" ? scenario.Now.ToUnixTimeSeconds() : null,
            ["summary"] = $"{alarm.Name} for {project} is {(state == "closed" ? "back below" : "above")} the threshold of {alarm.Threshold} with a value of {alarm.ObservedValue}.",
            ["observed_value"] = alarm.ObservedValue,
            ["threshold_value"] = alarm.Threshold.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["resource"] = new JsonObject { ["type"] = alarm.ResourceType, ["labels"] = Labels(alarm.ResourceLabels.Append(KeyValuePair.Create("project_id", project))) },
            ["resource_id"] = "", ["resource_name"] = $"{project} {alarm.ResourceType}", ["resource_display_name"] = alarm.ResourceLabels.Values.FirstOrDefault(),
            ["resource_type_display_name"] = alarm.ResourceType,
            ["metric"] = new JsonObject { ["type"] = alarm.MetricType, ["displayName"] = alarm.MetricType, ["labels"] = Labels(alarm.MetricLabels) },
            ["metadata"] = new JsonObject { ["system_labels"] = new JsonObject(), ["user_labels"] = new JsonObject() },
            ["policy_name"] = alarm.Name, ["policy_user_labels"] = new JsonObject(), ["condition_name"] = alarm.Name,
            ["condition"] = new JsonObject
            {
                ["name"] = google.ConditionName, ["displayName"] = alarm.Name, ["conditionThreshold"] = MonitoringApi.Threshold(alarm),
            },
            ["documentation"] = new JsonObject
            {
                ["content"] = alarm.Documentation, ["mime_type"] = "text/markdown", ["subject"] = $"[ALERT] {alarm.Name}", ["links"] = new JsonArray(),
            },
        };
    }

    /// <summary>Other state, other times, other documentation: the console's button never was brought up to date.</summary>
    private static JsonObject Test() => new()
    {
        ["version"] = "test",
        ["incident"] = new JsonObject
        {
            ["incident_id"] = "12345", ["scoping_project_id"] = "12345", ["scoping_project_number"] = 12345,
            ["url"] = "http://www.example.com", ["started_at"] = 0, ["ended_at"] = 0, ["state"] = "OPEN",
            ["summary"] = "Test Incident", ["apigee_url"] = "http://www.example.com", ["observed_value"] = "1.0",
            ["resource"] = new JsonObject { ["type"] = "example_resource", ["labels"] = new JsonObject { ["example"] = "label" } },
            ["resource_type_display_name"] = "Example Resource Type", ["resource_id"] = "12345", ["resource_display_name"] = "Example Resource",
            ["resource_name"] = "projects/12345/example_resources/12345",
            ["metric"] = new JsonObject { ["type"] = "test.googleapis.com/metric", ["displayName"] = "Test Metric", ["labels"] = new JsonObject { ["example"] = "label" } },
            ["metadata"] = new JsonObject { ["system_labels"] = new JsonObject { ["example"] = "label" }, ["user_labels"] = new JsonObject() },
            ["policy_name"] = "projects/12345/alertPolicies/12345", ["policy_user_labels"] = new JsonObject { ["example"] = "label" },
            ["documentation"] = "Test documentation", ["condition_name"] = "projects/12345/alertPolicies/12345/conditions/12345",
            ["threshold_value"] = "0.5",
            ["condition"] = new JsonObject { ["name"] = "projects/12345/alertPolicies/12345/conditions/12345", ["displayName"] = "Example condition" },
        },
    };

    private static JsonObject Labels(IEnumerable<KeyValuePair<string, string>> labels) =>
        new(labels.DistinctBy(pair => pair.Key).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
}
