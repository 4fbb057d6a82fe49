namespace CauseFlow.Gateway.Answers;

/// <summary>Endpoint metadata: the content security policy of a page. What is no page allows nothing at all.</summary>
internal sealed record ContentPolicy(string Value)
{
    public static ContentPolicy Nothing { get; } = new("default-src 'none'; frame-ancestors 'none'");

    /// <summary>A page without script, with style sheets of its own origin.</summary>
    public static ContentPolicy ScriptlessPage { get; } = new(
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
}
