using System.Security.Claims;
using CauseFlow.Dashboard.Api;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.Extensions.Options;

namespace CauseFlow.Dashboard.SignIn;

/// <summary>Asks the API whose a key or a token is, and what that person may do.</summary>
internal sealed class SignInCheck(
    CauseFlowApi api, CallerCredential credential, TimeProvider time, IOptions<DashboardOptions> options)
{
    private const int MaxKeyLength = 200;

    /// <summary>Roles for which the page has something to show.</summary>
    private static readonly string[] Offered = [Roles.Member, Roles.Admin, Roles.Operator];

    /// <summary>The person, or a sentence that says why not.</summary>
    public async Task<(ClaimsPrincipal? User, string? Problem)> TryAsync(string? typed, CancellationToken cancellationToken)
    {
        var key = typed?.Trim() ?? "";
        if (key.Length is 0 or > MaxKeyLength || key.Any(letter => letter is <= ' ' or > '~'))
        {
            return (null, "An API key begins with cflo_ and has no spaces. Paste the whole key.");
        }

        var proof = new Credential(Credential.ApiKey, key);
        try
        {
            var who = await WhoAsync(proof, cancellationToken);
            return MaySee(who)
                ? (Sessions.Of(proof, who.KeyName ?? "API key", who, EndOf(who)), null)
                : (null, "This key may only post alarms. Sign in with a key of a member or an admin.");
        }
        catch (ApiException exception)
        {
            return (null, exception.Status switch
            {
                StatusCodes.Status401Unauthorized =>
                    "The API does not know this key, or it was revoked. Check that it is complete, or ask an admin for another.",
                StatusCodes.Status429TooManyRequests => "Too many sign-ins now: the key was not looked at. Wait a minute and try again.",
                _ => exception.Message,
            });
        }
    }

    /// <summary>One call: a key that nobody knows must not cost more.</summary>
    /// <exception cref="ApiException">The API does not take it, or gave no usable answer.</exception>
    public Task<WhoAmI> WhoAsync(Credential proof, CancellationToken cancellationToken)
    {
        credential.Try(proof);
        return api.WhoAmIAsync(cancellationToken);
    }

    /// <summary>Whether there is anything here for somebody with these roles.</summary>
    public static bool MaySee(WhoAmI who) => who.Roles.Any(Offered.Contains);

    /// <summary>The last moment of a session that begins now: not after the token's own, as the API reads it.</summary>
    public DateTimeOffset EndOf(WhoAmI who) =>
        time.GetUtcNow() + TimeSpan.FromHours(options.Value.MaxSessionHours) is var latest && who.ExpiresAt < latest
            ? who.ExpiresAt.Value : latest;
}
