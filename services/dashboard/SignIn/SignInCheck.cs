using System.Security.Claims;
using CauseFlow.Dashboard.Api;
using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Dashboard.SignIn;

/// <summary>Asks the API whose a key is, and what that person may do.</summary>
public sealed class SignInCheck(CauseFlowApi api, CallerCredential credential)
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

        var user = Sessions.Of(new Credential(Credential.ApiKey, key), "API key", []);
        credential.Use(user);
        try
        {
            var who = await api.WhoAmIAsync(cancellationToken);
            return who.Roles.Any(Offered.Contains)
                ? (Sessions.Of(new Credential(Credential.ApiKey, key), who.KeyName ?? "API key", who.Roles), null)
                : (null, "This key may only post alarms. Sign in with a key of a member or an admin.");
        }
        catch (ApiException exception) when (exception.IsSignedOut)
        {
            return (null, "The API does not know this key, or it was revoked. Check that it is complete, or ask an admin for another.");
        }
        catch (ApiException exception)
        {
            return (null, exception.Message);
        }
    }
}
