using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults.Errors;

namespace CauseFlow.Investigations;

/// <summary>Gathers all that is wrong with a body, so that a person mends it once.</summary>
internal sealed class FieldErrors
{
    private readonly List<ApiErrorDetail> details = [];

    public void Require(bool holds, string field, string message)
    {
        if (!holds)
        {
            details.Add(new() { Field = field, Message = message });
        }
    }

    /// <summary>
    /// A text of which at least <paramref name="min"/> and at most <paramref name="max"/> characters remain when
    /// trimmed.
    /// </summary>
    public string Text(string? value, int min, int max, string field)
    {
        var text = value?.Trim() ?? "";
        Require(text.Length >= min && text.Length <= max, field, $"{field} has {min} to {max} characters.");
        return text;
    }

    /// <summary>Null when everything holds.</summary>
    public IResult? Answer() => details.Count == 0
        ? null
        : ApiErrors.BadRequest("invalid_input", string.Join(' ', details.Select(detail => detail.Message)), details);
}
