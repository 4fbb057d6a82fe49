using System.Text.Json.Nodes;

namespace CauseFlow.CloudSimulation.Google;

/// <summary>A refusal on its way to the client.</summary>
internal sealed class GoogleException(int code, string status, string message) : Exception(message)
{
    public int Code => code;

    /// <summary>The canonical status, such as PERMISSION_DENIED.</summary>
    public string Status => status;

    /// <summary>Reason of the ErrorInfo; null for an error without details.</summary>
    public string? Reason { get; init; }

    /// <summary>Reason as the older APIs spell it in <c>errors[]</c>; null for none.</summary>
    public string? LegacyReason { get; init; }

    /// <summary>Metadata of the ErrorInfo.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The body of an OAuth endpoint in place of the API shape; null for an API.</summary>
    public JsonObject? OAuth { get; init; }
}
