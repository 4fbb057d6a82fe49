using System.Text.Encodings.Web;
using CauseFlow.Gateway.Identity;
using CauseFlow.Gateway.RateLimits;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace CauseFlow.Gateway.ApiKeys;

/// <summary>Authenticates <c>X-API-Key</c>.</summary>
internal sealed class ApiKeyAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeyDirectory keys,
    GuessGuard guard)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string HeaderName = "X-API-Key";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var values = Request.Headers[HeaderName];
        if (values.Count == 0)
        {
            return AuthenticateResult.NoResult();
        }

        var key = values.Count == 1 ? await FindAsync(values[0] ?? string.Empty) : null;
        return key is null
            ? AuthenticateResult.Fail("The API key is unknown or revoked.")
            : AuthenticateResult.Success(new AuthenticationTicket(
                CallerPrincipal.Create(Context, key.Id, key.TenantId, key.RoleList, Scheme.Name), Scheme.Name));
    }

    private async Task<ApiKey?> FindAsync(string text)
    {
        if (!ApiKeySecret.HasShape(text) || !guard.MayLookFor(Context, ApiKeySecret.HashOf(text)))
        {
            return null;
        }

        var key = await keys.FindAsync(text, Context.RequestAborted);
        if (key is not null)
        {
            guard.NoteGood(key.Hash);
        }

        return key;
    }
}
