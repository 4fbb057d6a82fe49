using System.Security.Claims;
using CauseFlow.Dashboard.Api;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.Extensions.Options;

namespace CauseFlow.Dashboard.SignIn;

/// <summary>Tries a key or a token at the API: whom it lets in, and what that person may do.</summary>
internal sealed class SignInCheck(
    CauseFlowApi api, CallerCredential credential, TimeProvider time, IOptions<DashboardOptions> options)
{
    /// <summary>Of the gateway: where the person is, in a form that only a gateway takes back.</summary>
    internal const string ClientHeader = "X-CauseFlow-Client";
    private const int MaxKeyLength = 200;
    private static readonly string[] OfThePage = [Roles.Member, Roles.Admin, Roles.Operator];

    /// <summary>The last moment of a session that begins now.</summary>
    public DateTimeOffset LatestEnd => time.GetUtcNow() + TimeSpan.FromHours(options.Value.MaxSessionHours);

    /// <summary>The person, or a sentence that says why not.</summary>
    public async Task<(ClaimsPrincipal? User, string? Problem)> TryAsync(string? typed, HttpRequest request)
    {
        var key = typed?.Trim() ?? "";
        if (key.Length is 0 or > MaxKeyLength || key.Any(letter => letter is <= ' ' or > '~'))
        {
            return (null, "An API key begins with cflo_ and has no spaces. Paste the whole key.");
        }

        var proof = new Credential(Credential.ApiKey, key);
        try
        {
            var caller = await CallerAsync(proof, request);
            return MaySee(caller)
                ? (Sessions.Of(proof, "API key", caller, LatestEnd), null)
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
    public Task<Caller> CallerAsync(Credential proof, HttpRequest request)
    {
        credential.Try(proof, request.Headers[ClientHeader].ToString() is { Length: > 0 } client ? client : null);
        return api.CallerAsync(request.HttpContext.RequestAborted);
    }

    /// <summary>Whether there is anything here for somebody with these roles.</summary>
    public static bool MaySee(Caller caller) => caller.Roles.Any(OfThePage.Contains);
}
