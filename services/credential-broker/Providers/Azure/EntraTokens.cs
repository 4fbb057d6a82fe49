using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Oidc;
using CauseFlow.CredentialBroker.Providers.Tokens;
using Microsoft.Extensions.Options;
using Microsoft.Identity.Client;

namespace CauseFlow.CredentialBroker.Providers.Azure;

/// <summary>
/// Entra through the vendor's library: one attempt, no instance discovery, a credential object for each token so that nothing
/// is kept. The collector's redemption is retried by its own pipeline.
/// </summary>
public sealed class EntraTokens(
    TokenSockets sockets, OidcTokens tokens, IConfiguration configuration, IOptions<TokenOptions> options, TimeProvider time)
{
    private readonly AzureCloud _cloud = AzureCloud.Of(configuration);

    /// <summary>Asks for a token. What Entra refuses is answered, not thrown.</summary>
    /// <param name="integration">Whose application.</param>
    /// <param name="secret">Its secret; null where the broker's own token takes the place.</param>
    /// <param name="audience">One of the broker's audiences.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    /// <exception cref="KeylessUnavailableException">This installation issues no tokens.</exception>
    public async Task<(AccessToken? Token, Refusal? Refusal)> AskAsync(
        Integration integration, string? secret, string audience, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(integration);
        var settings = integration.SettingsOf<AzureSettings>();
        var assertion = secret is null ? tokens.Issue(integration, AzureCloud.ExchangeAudience) : null;
        using var wire = new TokenWire(sockets.Azure);
        using var client = new HttpClient(wire, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        using var transport = new HttpClientTransport(client);
        using var limit = new TokenLimit(TimeSpan.FromSeconds(options.Value.TimeoutSeconds), time, cancellationToken);
        try
        {
            var token = await Credential(settings, secret, assertion, transport)
                .GetTokenAsync(new TokenRequestContext([_cloud.ScopeOf(audience)]), limit.Token);
            return (token, null);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && IsRefusal(e))
        {
            return (null, wire.Requests == 0 && Throttling(e) is { } throttled
                ? throttled
                : EntraRefusals.Explain(wire.Answer, settings, IdentityOf(integration, assertion), secret ?? assertion));
        }
    }

    private static bool IsRefusal(Exception e) =>
        e is AuthenticationFailedException or OperationCanceledException or HttpRequestException or MsalException
            or global::Azure.RequestFailedException;

    /// <summary>
    /// The library remembers a 429 for the whole process and refuses by itself for a while: that is the old answer again and
    /// no new one.
    /// </summary>
    private static Refusal? Throttling(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is MsalThrottledServiceException)
            {
                return EntraRefusals.Throttled(null);
            }
        }

        return null;
    }

    private FederatedIdentity? IdentityOf(Integration integration, string? assertion) => assertion is null
        ? null
        : new FederatedIdentity(tokens.Issuer!, OidcTokens.SubjectOf(integration.TenantId, integration.Id),
            tokens.Issuer + OidcEndpoints.JwksPath);

    private TokenCredential Credential(
        AzureSettings settings, string? secret, string? assertion, HttpPipelineTransport transport) => secret is not null
        ? new ClientSecretCredential(settings.DirectoryId, settings.ClientId, secret,
            With(new ClientSecretCredentialOptions { DisableInstanceDiscovery = true }, transport))
        : new ClientAssertionCredential(settings.DirectoryId, settings.ClientId, _ => Task.FromResult(assertion!),
            With(new ClientAssertionCredentialOptions { DisableInstanceDiscovery = true }, transport));

    private T With<T>(T credential, HttpPipelineTransport transport)
        where T : TokenCredentialOptions
    {
        credential.AuthorityHost = _cloud.Authority;
        credential.Transport = transport;
        credential.Retry.MaxRetries = 0;
        credential.Retry.NetworkTimeout = TimeSpan.FromSeconds(options.Value.TimeoutSeconds);
        credential.Diagnostics.IsLoggingEnabled = false;
        credential.Diagnostics.IsDistributedTracingEnabled = false;
        credential.Diagnostics.IsTelemetryEnabled = false;
        return credential;
    }
}
