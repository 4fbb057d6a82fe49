namespace CauseFlow.Cli.Api;

/// <summary>Query strings and path segments; what was typed is always escaped.</summary>
internal static class Query
{
    public static string Of(IEnumerable<(string Name, string? Value)> parameters)
    {
        var given = parameters.Where(parameter => !string.IsNullOrEmpty(parameter.Value))
            .Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}");
        var text = string.Join('&', given);
        return text.Length == 0 ? "" : "?" + text;
    }

    /// <summary>One segment: an id with a slash or dots must not become another path.</summary>
    public static string Segment(string text) =>
        text is "." or ".." ? Uri.HexEscape('.') + text[1..] : Uri.EscapeDataString(text);
}
