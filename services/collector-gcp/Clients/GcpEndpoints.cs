using CauseFlow.Collection;
using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults.Listening;

namespace CauseFlow.CollectorGcp.Clients;

/// <summary>
/// Where each API answers: <c>CLOUDSDK_API_ENDPOINT_OVERRIDES_&lt;API&gt;</c>, which are gcloud's own variables, else Google's
/// host. Operator configuration only; nothing that a message or a cloud says reaches this class.
/// </summary>
internal sealed class GcpEndpoints(IConfiguration configuration)
{
    public Uri Of(GcpApi api)
    {
        var given = configuration[$"CLOUDSDK_API_ENDPOINT_OVERRIDES_{api.Variable}"];
        if (string.IsNullOrWhiteSpace(given))
        {
            return new Uri($"https://{api.Host}");
        }

        return Uri.TryCreate(given, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            && !PlainTransport.IsExposed(uri)
            ? new Uri(uri.GetLeftPart(UriPartial.Authority))
            : throw new PermanentCollectionException(
                RefusalReason.InvalidInput, $"CLOUDSDK_API_ENDPOINT_OVERRIDES_{api.Variable} is no https address: tokens would"
                + " go over it in the clear.",
                "Correct the collector's configuration.");
    }
}
