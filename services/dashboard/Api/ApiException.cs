using CauseFlow.Contracts;

namespace CauseFlow.Dashboard.Api;

/// <summary>The API refused, or could not be reached. The message is for the person who looks at the page.</summary>
public sealed class ApiException(int status, string code, string message, string? requestId = null)
    : Exception(message)
{
    /// <summary>No answer at all.</summary>
    public const int NoAnswer = 0;

    /// <summary>The HTTP status; 0 without an answer.</summary>
    public int Status { get; } = status;

    /// <summary>The API's stable word.</summary>
    public string Code { get; } = code;

    /// <summary>To be named when somebody reports it.</summary>
    public string? RequestId { get; } = requestId;

    /// <summary>What is wrong with which field, as the API says.</summary>
    public IReadOnlyList<ApiErrorDetail> Details { get; init; } = [];

    /// <summary>What the API says a person does about it; null where the message says it.</summary>
    public string? Remedy { get; init; }

    public bool IsSignedOut => Status == StatusCodes.Status401Unauthorized;

    public bool IsForbidden => Status == StatusCodes.Status403Forbidden;

    public bool IsNotFound => Status == StatusCodes.Status404NotFound;

    /// <summary>The complaint about one field; null when there is none.</summary>
    public string? Of(string field) => Details.FirstOrDefault(detail => detail.Field == field)?.Message;

    /// <summary>The complaints about a list, each with the entry that it is about; null when there is none.</summary>
    /// <param name="field">Such as <c>regions</c>, whose third entry the API calls <c>regions[2]</c>.</param>
    /// <param name="values">What was sent.</param>
    public string? OfList(string field, IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var found = Details.Where(detail => detail.Field.StartsWith(field + "[", StringComparison.Ordinal)).Take(3).Select(detail =>
            int.TryParse(detail.Field.AsSpan(field.Length + 1).TrimEnd(']'), out var place) && place < values.Count
                ? $"{values[place]}: {detail.Message}" : detail.Message).ToList();
        return Of(field) ?? (found.Count > 0 ? string.Join(" ", found) : null);
    }
}
