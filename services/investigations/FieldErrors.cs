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
        var text = value?.Replace("\r\n", "\n", StringComparison.Ordinal).Trim() ?? "";
        Require(text.Length >= min && text.Length <= max, field, $"{field} has {min} to {max} characters.");
        Printable(text, field);
        return text;
    }

    /// <summary>
    /// What people type is stored, which no database does with a NUL, and shown on terminals, which obey the others.
    /// </summary>
    public void Printable(string? text, string field) => Require(IsPrintable(text), field,
        $"{field} holds control characters; only line feeds and tabs are taken.");

    public static bool IsPrintable(string? text) =>
        text is null || !text.Any(character => char.IsControl(character) && character is not ('\n' or '\t'));

    /// <summary>Null when everything holds.</summary>
    public IResult? Answer() => details.Count == 0
        ? null
        : ApiErrors.BadRequest("invalid_input", string.Join(' ', details.Select(detail => detail.Message)), details);
}
