using System.Text;
using System.Text.Json.Nodes;

namespace CauseFlow.CloudSimulation.Azure;

/// <summary>One request, read to its end.</summary>
internal sealed record AzureRequest(string Method, string Path, IQueryCollection Query, string Body, string? Bearer, Uri Base)
{
    public static async Task<AzureRequest> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var header = context.Request.Headers.Authorization.ToString();
        return new AzureRequest(
            context.Request.Method, context.Request.Path.Value ?? "/", context.Request.Query,
            await reader.ReadToEndAsync(cancellationToken),
            header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..] : null,
            new Uri($"{context.Request.Scheme}://{context.Request.Host}/"));
    }

    /// <exception cref="AzureException">The body is no JSON object.</exception>
    public JsonObject Json
    {
        get
        {
            try
            {
                return JsonNode.Parse(Body) as JsonObject ?? throw Bad();
            }
            catch (System.Text.Json.JsonException)
            {
                throw Bad();
            }
        }
    }

    private static AzureException Bad() => new(400, "InvalidRequestContent", "The request content was invalid and could not be deserialized.");
}
