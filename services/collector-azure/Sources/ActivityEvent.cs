using System.Text.Json;
using CauseFlow.Collection.Json;
using CauseFlow.CollectorAzure.Clients;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>One event of the Activity Log. Claims, addresses and request bodies are not kept.</summary>
internal sealed record ActivityEvent
{
    private const int MaxBody = 65_536;

    public required string CorrelationId { get; init; }

    public required string Operation { get; init; }

    /// <summary>A resource, or the group or subscription that it happened to.</summary>
    public required AzureId Resource { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required string Status { get; init; }

    public required string Category { get; init; }

    public string? Caller { get; init; }

    /// <summary>The resource as the operation answered it, in JSON inside a text; null for none, for one that is
    /// too long, and for what is no node pool, of which nobody reads it.</summary>
    public string? ResponseBody { get; init; }

    /// <summary>Code of the failure; null where it did not fail or says none.</summary>
    public string? Error { get; init; }

    /// <summary>Null where the JSON has not what makes an event.</summary>
    public static ActivityEvent? Of(JsonElement json)
    {
        if (AzureId.ParseScope(json.Text("resourceId") ?? json.Text("authorization", "scope")) is not { } resource
            || json.Text("operationName", "value") is not { Length: > 0 } operation
                || json.Time("eventTimestamp") is not { } time)
        {
            return null;
        }

        return new ActivityEvent
        {
            CorrelationId = json.Text("correlationId") ?? "",
            Operation = operation,
            Resource = resource,
            Time = time,
            Status = json.Text("status", "value") ?? "",
            Category = json.Text("category", "value") ?? "",
            Caller = json.Text("caller"),
            ResponseBody = resource.Type == AzureKinds.NodePool && json.Text("properties", "responseBody") is { Length: < MaxBody } body
                ? body : null,
            Error = ErrorOf(json.Text("properties", "statusMessage")),
        };
    }

    private static string? ErrorOf(string? statusMessage)
    {
        if (statusMessage is not { Length: > 0 and < 32_768 })
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(statusMessage, new JsonDocumentOptions { MaxDepth = 32 });
            return AzureErrorBody.Read(document.RootElement).Codes is [.., var code] ? code : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
