using CauseFlow.Contracts;

namespace CauseFlow.Ingestion.Grouping;

/// <summary>The windows of an investigation, reckoned from a state change.</summary>
public static class Windows
{
    private static readonly TimeSpan Lead = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan MaxLength = TimeSpan.FromMinutes(60);

    /// <summary>From 15 min before the state change to the request, at most 60 min, with three baselines.</summary>
    public static InvestigationWindow Of(DateTimeOffset stateChangedAt, DateTimeOffset requestedAt)
    {
        var from = stateChangedAt - Lead;
        var latest = from + MaxLength;

        // An alarm may be dated a little ahead of this server's clock; the state change stays inside its window.
        var to = requestedAt > latest ? latest : requestedAt > stateChangedAt ? requestedAt : stateChangedAt;
        return new InvestigationWindow
        {
            From = from,
            To = to,
            Baselines =
            [
                new Baseline { From = from.AddHours(-1), To = from, Kind = BaselineKind.Adjacent },
                Shifted(from, to, TimeSpan.FromDays(1), BaselineKind.SameHourYesterday),
                Shifted(from, to, TimeSpan.FromDays(7), BaselineKind.SameHourLastWeek),
            ],
        };
    }

    private static Baseline Shifted(DateTimeOffset from, DateTimeOffset to, TimeSpan by, BaselineKind kind) =>
        new() { From = from - by, To = to - by, Kind = kind };
}
