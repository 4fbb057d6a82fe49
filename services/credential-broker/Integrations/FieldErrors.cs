using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>Collects every mistake in a body, so that one answer names them all.</summary>
public sealed class FieldErrors
{
    private const int MaxNameLength = 100;
    private const int MaxLinks = 20;
    private const int MaxTags = 50;
    private readonly List<ApiErrorDetail> _errors = [];

    public IReadOnlyList<ApiErrorDetail> All => _errors;

    public void Add(string field, string message) => _errors.Add(new ApiErrorDetail { Field = field, Message = message });

    public void CheckName(string? name)
    {
        if (name is not null && !IsWord(name))
        {
            Add("name", $"Must be 1 to {MaxNameLength} printable characters.");
        }
    }

    /// <summary>What decides which investigations an integration joins.</summary>
    public void CheckTags(IIntegrationTags tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        CheckList("links", tags.Links, MaxLinks, x => Ids.IsValid(x, "int"), "Must be the id of an integration.");
        CheckList("services", tags.Services, MaxTags, IsWord, $"Must be 1 to {MaxNameLength} printable characters.");
        CheckList("environments", tags.Environments, MaxTags, IsWord, $"Must be 1 to {MaxNameLength} printable characters.");
    }

    /// <summary>Positions within a list are in the field's name: <c>regions[2]</c>.</summary>
    public void CheckList(string field, IReadOnlyList<string>? values, int max, Func<string?, bool> isValid, string message)
    {
        ArgumentNullException.ThrowIfNull(isValid);
        if (values is null)
        {
            return;
        }

        if (values.Count > max)
        {
            Add(field, $"At most {max}.");
            return;
        }

        for (var i = 0; i < values.Count; i++)
        {
            if (!isValid(values[i]))
            {
                Add($"{field}[{i}]", message);
            }
        }
    }

    /// <summary>A field that is given and that the integration's cloud does not have.</summary>
    public void RefuseForeign(string cloud, params ReadOnlySpan<(string Field, object? Value)> fields)
    {
        foreach (var (field, value) in fields)
        {
            if (value is not null)
            {
                Add(field, $"An integration of {cloud} has no such setting.");
            }
        }
    }

    private static bool IsWord(string? text) =>
        text is { Length: <= MaxNameLength } && text.Trim().Length > 0 && !text.Any(char.IsControl);
}
