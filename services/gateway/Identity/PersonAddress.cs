using System.Collections.Concurrent;
using System.Net;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CauseFlow.Gateway.Identity;

/// <summary>
/// Where a person's browser was, in the gateway's own hand: it goes to the page with each request, and the page shows it again when it
/// calls the API for that person. Only the gateway can write it, so that neither a client nor the page can claim another address.
/// </summary>
internal sealed class PersonAddress(ServiceKeys keys, TimeProvider time)
{
    public const string HeaderName = "X-CauseFlow-Person-Address";
    private const string Gateway = "gateway";
    private const string Type = "causeflow-person-address+jwt";
    private const int MaxLength = 2_048;
    private const int MaxKnown = 10_000;

    /// <summary>A page stays open over a shift.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>How long one is given to all requests of an address: a page brings dozens of them.</summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromHours(1);
    private readonly JsonWebTokenHandler handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly ConcurrentDictionary<string, (string Text, DateTimeOffset At)> known = new(StringComparer.Ordinal);

    /// <summary>For the header of a request to the page.</summary>
    public string Write(string address)
    {
        var now = time.GetUtcNow();
        if (known.TryGetValue(address, out var written) && now - written.At < Renewal && now >= written.At)
        {
            return written.Text;
        }

        if (known.Count >= MaxKnown)
        {
            known.Clear();
        }

        return (known[address] = (Sign(address, now.UtcDateTime), now)).Text;
    }

    private string Sign(string address, DateTime now) => handler.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Gateway,
        Audience = Gateway,
        TokenType = Type,
        Claims = new Dictionary<string, object> { [IdentityClaims.RemoteAddress] = address },
        IssuedAt = now,
        NotBefore = now,
        Expires = now + Lifetime,
        SigningCredentials = new SigningCredentials(keys.SigningKey(Gateway), SecurityAlgorithms.EcdsaSha256),
    });

    /// <summary>Null where the page says nothing, or not in the gateway's hand.</summary>
    public async Task<IPAddress?> ReadAsync(HttpContext context)
    {
        if (context.Request.Headers[HeaderName] is not [{ Length: > 0 and <= MaxLength } text])
        {
            return null;
        }

        var read = await handler.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidIssuer = Gateway,
            ValidAudience = Gateway,
            ValidTypes = [Type],
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            IssuerSigningKey = keys.SigningKey(Gateway),
            RequireSignedTokens = true,
            LifetimeValidator = (begin, end, _, _) => time.GetUtcNow().UtcDateTime is var now && begin <= now && now < end,
        });
        return read.IsValid && read.Claims.TryGetValue(IdentityClaims.RemoteAddress, out var address)
            && IPAddress.TryParse(address as string, out var parsed) ? parsed : null;
    }
}
