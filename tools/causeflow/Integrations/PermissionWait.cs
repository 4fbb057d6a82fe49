using CauseFlow.Cli.Api;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Integrations;

/// <summary>The collector reports on the permissions a moment after the test was asked for.</summary>
internal static class PermissionWait
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>As far as it has come when a call's time is up.</summary>
    public static async Task<Answer> ForAsync(Session session, Answer integration, CancellationToken cancellationToken)
    {
        var since = Session.Clock.GetTimestamp();
        while (integration.Root.IsTrue("lastTest.permissionsPending") && Session.Clock.GetElapsedTime(since) < session.Timeout)
        {
            Screen.Progress("The collector tries every permission …");
            await Task.Delay(Pause, cancellationToken);
            integration = await session.Api.GetAsync(
                $"v1/integrations/{Query.Segment(integration.Root.Text("id"))}", cancellationToken);
        }

        return integration;
    }
}
