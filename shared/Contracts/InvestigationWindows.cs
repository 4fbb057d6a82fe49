namespace CauseFlow.Contracts;

/// <summary>
/// The windows of an investigation, reckoned from when its alarm fired; the same whoever asks for it, or two
/// investigations of one alarm would look at different minutes.
/// </summary>
public static class InvestigationWindows
{
    private static readonly TimeSpan Lead = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan MaxLength = TimeSpan.FromMinutes(60);

    /// <summary>From 15 min before the firing to the request, at most 60 min, with three baselines.</summary>
    public static InvestigationWindow Of(DateTimeOffset firedAt, DateTimeOffset requestedAt)
    {
        var from = firedAt - Lead;
        var latest = from + MaxLength;

        // An alarm may be dated a little ahead of this server's clock; the firing stays inside its window.
        var to = requestedAt > latest ? latest : requestedAt > firedAt ? requestedAt : firedAt;
        return new()
        {
            From = from,
            To = to,
            Baselines =
            [
                new() { From = from.AddHours(-1), To = from, Kind = BaselineKind.Adjacent },
                Shifted(from, to, TimeSpan.FromDays(1), BaselineKind.SameHourYesterday),
                Shifted(from, to, TimeSpan.FromDays(7), BaselineKind.SameHourLastWeek),
            ],
        };
    }

    private static Baseline Shifted(DateTimeOffset from, DateTimeOffset to, TimeSpan by, BaselineKind kind) =>
        new() { From = from - by, To = to - by, Kind = kind };
}
