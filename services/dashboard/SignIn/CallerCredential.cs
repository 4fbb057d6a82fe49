using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;

namespace CauseFlow.Dashboard.SignIn;

/// <summary>The credential of the person behind a request or a page that is open.</summary>
public sealed class CallerCredential(AuthenticationStateProvider states)
{
    private ClaimsPrincipal? told;
    private Credential? tried;

    /// <summary>What the gateway said of where the person is; null but for a sign-in.</summary>
    internal string? Client { get; private set; }

    /// <summary>For endpoints, which have no page that would know.</summary>
    public void Use(ClaimsPrincipal user) => told = user;

    /// <summary>One that is only being tried.</summary>
    /// <param name="credential">Of nobody yet.</param>
    /// <param name="client">What the gateway says of where it was typed, so that it counts there.</param>
    internal void Try(Credential credential, string? client) => (tried, Client) = (credential, client);

    internal async ValueTask<Credential> UserAsync() =>
        tried ?? Credential.Of(told ?? (await states.GetAuthenticationStateAsync()).User);
}
