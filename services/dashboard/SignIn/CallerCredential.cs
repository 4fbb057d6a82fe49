using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;

namespace CauseFlow.Dashboard.SignIn;

/// <summary>The credential of the person behind a request or a page that is open.</summary>
public sealed class CallerCredential(AuthenticationStateProvider states)
{
    private ClaimsPrincipal? told;
    private Credential? tried;

    /// <summary>For endpoints, which have no page that would know.</summary>
    public void Use(ClaimsPrincipal user) => told = user;

    /// <summary>One that is only being tried, and is nobody's yet.</summary>
    internal void Try(Credential credential) => tried = credential;

    internal async ValueTask<Credential> UserAsync() =>
        tried ?? Credential.Of(told ?? (await states.GetAuthenticationStateAsync()).User);
}
