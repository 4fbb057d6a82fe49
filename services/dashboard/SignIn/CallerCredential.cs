using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;

namespace CauseFlow.Dashboard.SignIn;

/// <summary>The credential of the person behind a request or a page that is open.</summary>
public sealed class CallerCredential(AuthenticationStateProvider states)
{
    private ClaimsPrincipal? told;

    /// <summary>For endpoints, which have no page that would know; and for a key that is only being tried.</summary>
    public void Use(ClaimsPrincipal user) => told = user;

    internal async ValueTask<Credential> UserAsync() =>
        Credential.Of(told ?? (await states.GetAuthenticationStateAsync()).User);
}
