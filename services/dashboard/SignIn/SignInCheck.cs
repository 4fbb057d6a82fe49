using System.Security.Claims;
using CauseFlow.Dashboard.Api;
using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Dashboard.SignIn;

/// <summary>Tries a key at the API: who it lets in, and what that person may do.</summary>
public sealed class SignInCheck(CauseFlowApi api, CallerCredential credential)
{
    private const int MaxKeyLength = 200;

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
            // One first: a key that nobody knows must not cost the page, which asks for all who sign in, three of its calls.
            var isMember = await MayAsync("v1/incidents?limit=1", cancellationToken);
            var tries = await Task.WhenAll(
                Task.FromResult(isMember),
                MayAsync("v1/api-keys?limit=1", cancellationToken),
                MayAsync("health/detailed", cancellationToken));
            string[] roles =
            [
                .. tries[0] ? [Roles.Member] : Array.Empty<string>(),
                .. tries[1] ? [Roles.Admin] : Array.Empty<string>(),
                .. tries[2] ? [Roles.Operator] : Array.Empty<string>(),
            ];
            return roles.Length > 0
                ? (Sessions.Of(new Credential(Credential.ApiKey, key), "API key", roles), null)
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

    private async Task<bool> MayAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await api.SendAsync(HttpMethod.Get, path, null, cancellationToken);
            return true;
        }
        catch (ApiException exception) when (exception.IsForbidden)
        {
            return false;
        }
    }
}
