using System.Net;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CauseFlow.Gateway.RateLimits;

/// <summary>
/// The address of a client in a form that only a gateway can have written: the page gets it with a sign-in and shows it with the call
/// that asks the API whose key that is. So a wrong key counts where it was typed, and not on the page, which calls for all who sign in.
/// </summary>
internal sealed class ClientToken(ServiceKeys keys, TimeProvider time)
{
    public const string HeaderName = "X-CauseFlow-Client";
    private const string Gateway = GatewayRegistration.Name;
    private const string Audience = "gateway-clients";
    private const string Type = "causeflow-client+jwt";
    private const int MaxLength = 1_000;

    /// <summary>Long enough for the one call that a sign-in makes.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);
    private readonly JsonWebTokenHandler handler = new() { SetDefaultTimesOnTokenCreation = false };

    public string Write(string? address)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Gateway,
            Audience = Audience,
            TokenType = Type,
            Claims = new Dictionary<string, object> { [IdentityClaims.RemoteAddress] = address ?? "" },
            IssuedAt = now,
            NotBefore = now,
            Expires = now + Lifetime,
            SigningCredentials = new SigningCredentials(keys.SigningKey(Gateway), SecurityAlgorithms.EcdsaSha256),
        });
    }

    /// <summary>Null for what no gateway of this installation wrote within the last minute.</summary>
    public async Task<IPAddress?> ReadAsync(string token)
    {
        if (token.Length is 0 or > MaxLength)
        {
            return null;
        }

        var read = await handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = [Type],
            ValidIssuer = Gateway,
            ValidAudience = Audience,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            IssuerSigningKey = keys.SigningKey(Gateway),
            LifetimeValidator = (_, expires, _, _) => expires > time.GetUtcNow().UtcDateTime,
        });
        return read.IsValid && read.Claims.TryGetValue(IdentityClaims.RemoteAddress, out var address)
            && IPAddress.TryParse(address as string, out var parsed) ? parsed : null;
    }
}
