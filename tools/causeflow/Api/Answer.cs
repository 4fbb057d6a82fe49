using System.Text.Json;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Api;

/// <summary>An answer of the API.</summary>
/// <param name="Body">As it came.</param>
/// <param name="Headers">Its headers.</param>
internal sealed record Answer(string Body, System.Net.Http.Headers.HttpResponseHeaders Headers)
{
    private readonly Lazy<JsonElement> root = new(() => Parse(Body));

    /// <exception cref="CommandException">It is not JSON.</exception>
    public JsonElement Root => root.Value;

    private static JsonElement Parse(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new CommandException("The answer is not JSON.", "Is the URL that of CauseFlow's gateway?", exception);
        }
    }
}
