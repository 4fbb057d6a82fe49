using System.Text;
using System.Text.Json.Nodes;

namespace CauseFlow.CloudSimulation.Azure;

internal sealed record AzureResponse(int Status, string ContentType, byte[] Body)
{
    public Dictionary<string, string> Headers { get; init; } = [];

    public static AzureResponse Of(JsonNode body, int status = 200) =>
        new(status, "application/json; charset=utf-8", Encoding.UTF8.GetBytes(body.ToJsonString()));

    public static AzureResponse Html { get; } = new(
        200, "text/html", Encoding.UTF8.GetBytes("<!doctype html><title>Sign in to the proxy</title><h1>Sign in</h1>"));

    public static AzureResponse Of(AzureException exception)
    {
        JsonObject? inner = null;
        foreach (var code in exception.Inner.Reverse())
        {
            var next = new JsonObject { ["code"] = code, ["message"] = exception.Message };
            if (inner is not null)
            {
                next["innererror"] = inner;
            }

            inner = next;
        }

        var error = new JsonObject { ["code"] = exception.Code, ["message"] = exception.Message };
        if (inner is not null)
        {
            error["innererror"] = inner;
        }

        return Of(exception.IsFlat ? error : new JsonObject { ["error"] = error }, exception.Status) with
        {
            Headers = new Dictionary<string, string>(exception.Headers),
        };
    }
}
