using System.Text.Json;
using CauseFlow.CredentialBroker.Oidc;
using System.Buffers.Text;

namespace CauseFlow.CredentialBroker.Tests.Clouds;

/// <summary>The published key set as a verifier reads it.</summary>
public static class KeySet
{
    public static JsonElement Of(Broker broker) => JsonSerializer.SerializeToElement(new
    {
        keys = broker.Get<OidcKeys>().Published().Select(key => new
        {
            kid = key.Id, n = Base64Url.EncodeToString(key.Modulus.Span), e = Base64Url.EncodeToString(key.Exponent.Span),
        }),
    });
}
