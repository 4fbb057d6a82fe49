using CauseFlow.Dashboard.Api;
using CauseFlow.Dashboard.Incidents;
using CauseFlow.Dashboard.Integrations;

namespace CauseFlow.Dashboard.FirstRun;

/// <summary>How far a new tenant is.</summary>
/// <param name="Connected">An account, the oldest; null for none.</param>
/// <param name="Waiting">Subscriptions that wait for approval.</param>
/// <param name="SenderWord">What shows that alarms can arrive; null when nothing does.</param>
/// <param name="First">The newest incident that an alarm opened; null for none.</param>
public sealed record FirstSteps(Integration? Connected, int Waiting, string? SenderWord, Incident? First)
{
    public bool HasSender => SenderWord is not null;

    internal static async Task<FirstSteps> ReadAsync(CauseFlowApi api, CancellationToken cancellationToken)
    {
        var integrations = api.IntegrationsAsync(cancellationToken);
        var incidents = api.IncidentsAsync(new IncidentQuery(null, null, null, null, null), null, cancellationToken);
        var (waiting, sender) = await SenderAsync(api, cancellationToken);
        return new(
            (await integrations).FirstOrDefault(one => one.IsConnected), waiting, sender,
            (await incidents).Items.FirstOrDefault(one => one.Source != Words.ByHand));
    }

    /// <summary>Only admins see what arrives; a member is shown the incidents alone.</summary>
    private static async Task<(int Waiting, string? Sender)> SenderAsync(CauseFlowApi api, CancellationToken cancellationToken)
    {
        try
        {
            var confirmations = await api.ConfirmationsAsync(cancellationToken);
            var accepted = await api.DeliveriesAsync("accepted", null, null, 20, cancellationToken);
            var alarm = accepted.Items.FirstOrDefault(one => one.IncidentId is not null);
            var confirmed = confirmations.FirstOrDefault(one => one.Status == "confirmed");
            return (confirmations.Count(one => one.Status == "waiting"),
                alarm is not null ? $"{Words.Source(alarm.Provider)} has delivered one."
                    : confirmed is not null ? $"{confirmed.TopicArn} is subscribed." : null);
        }
        catch (ApiException exception) when (exception.IsForbidden)
        {
            return (0, null);
        }
    }
}
