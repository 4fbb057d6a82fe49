using CauseFlow.Dashboard.SignIn;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace CauseFlow.Dashboard.Shell;

/// <summary>
/// Counts the connection of one page. A browser is told of the limit before it opens one (<see cref="TooManyPages"/>); whoever opens it
/// all the same is cut off.
/// </summary>
internal sealed class OpenPageHandler(OpenPages pages, EndedSessions sessions, AuthenticationStateProvider states) : CircuitHandler
{
    private string? person;
    private bool isCounted;

    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        var user = (await states.GetAuthenticationStateAsync()).User;
        person = Sessions.PersonOf(user);
        if (person is null || sessions.IsOver(user))
        {
            // A connection may be older than the end of its session.
            throw new InvalidOperationException("A page's connection is for who has signed in.");
        }

        isCounted = pages.TryOpen(person);
        if (!isCounted)
        {
            throw new InvalidOperationException("Too many pages are open (Dashboard:MaxPages, MaxPagesPerTenant, MaxPagesPerPerson).");
        }
    }

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if (person is not null && !isCounted)
        {
            isCounted = pages.TryOpen(person, isForced: true);
        }

        return Task.CompletedTask;
    }

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken) => ForgetAsync();

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken) => ForgetAsync();

    private Task ForgetAsync()
    {
        if (person is not null && isCounted)
        {
            isCounted = false;
            pages.Close(person);
        }

        return Task.CompletedTask;
    }
}
