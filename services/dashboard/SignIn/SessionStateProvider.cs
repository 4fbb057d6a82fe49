using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace CauseFlow.Dashboard.SignIn;

/// <summary>
/// Who looks at a page that is open: nobody any more once the session is over. The cookie is looked at when a page is opened and not while
/// it stands, which may be for days.
/// </summary>
internal sealed class SessionStateProvider : ServerAuthenticationStateProvider, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly AuthenticationState Nobody = new(new ClaimsPrincipal(new ClaimsIdentity()));
    private readonly EndedSessions sessions;
    private readonly OpenTab own;
    private readonly ITimer timer;
    private volatile ClaimsPrincipal? current;

    public SessionStateProvider(EndedSessions sessions, OpenTab own, TimeProvider time)
    {
        (this.sessions, this.own) = (sessions, own);
        AuthenticationStateChanged += Note;
        sessions.Ended += EndOf;
        timer = time.CreateTimer(_ => Look(), null, Interval, Interval);
    }

    public void Dispose()
    {
        AuthenticationStateChanged -= Note;
        sessions.Ended -= EndOf;
        timer.Dispose();
    }

    // What the framework sets is there already: it knows the person from the request.
    private void Note(Task<AuthenticationState> state) =>
        current = state is { IsCompletedSuccessfully: true, Result.User: { Identity.IsAuthenticated: true } user } ? user : null;

    private void EndOf(string session, string? tab)
    {
        if (tab != own.Id && current is { } user && Sessions.IdOf(user) == session)
        {
            Look();
        }
    }

    private void Look()
    {
        if (current is { } user && sessions.IsOver(user))
        {
            SetAuthenticationState(Task.FromResult(Nobody));
        }
    }
}
