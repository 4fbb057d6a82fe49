using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace CauseFlow.CloudSimulation.Aws;

/// <summary>One request as it was on the wire: nothing is decoded, because a signature covers the raw bytes.</summary>
/// <param name="Method">HTTP method, upper case.</param>
/// <param name="RawPath">Path as received, still percent-encoded.</param>
/// <param name="RawQuery">Query as received, without the question mark.</param>
/// <param name="Headers">Header values by lower-case name; repeated headers are joined with a comma.</param>
/// <param name="Body">Body bytes.</param>
internal sealed record AwsRequest(
    string Method,
    string RawPath,
    string RawQuery,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body)
{
    public string BodyText => Encoding.UTF8.GetString(Body);

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public static async Task<AwsRequest> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var headers = context.Request.Headers.ToDictionary(
            header => header.Key.ToLowerInvariant(),
            header => string.Join(',', header.Value.ToArray()),
            StringComparer.Ordinal);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, cancellationToken);
        return new AwsRequest(
            context.Request.Method,
            question < 0 ? target : target[..question],
            question < 0 ? "" : target[(question + 1)..],
            headers,
            body.ToArray());
    }
}
