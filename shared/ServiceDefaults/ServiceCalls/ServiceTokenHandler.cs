using System.Net.Http.Headers;
using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.ServiceDefaults.ServiceCalls;

/// <summary>Puts a fresh token on every attempt, so that a retry never carries one that has run out.</summary>
internal sealed class ServiceTokenHandler(ServiceTokens tokens, ProjectedTokens projected, string service, string audience)
    : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", projected.AreUsed
            ? await projected.ReadAsync(audience, cancellationToken) : tokens.ForService(service, audience));
        return await base.SendAsync(request, cancellationToken);
    }
}
