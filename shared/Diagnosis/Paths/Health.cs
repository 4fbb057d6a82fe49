using CauseFlow.Diagnosis.Signals;

namespace CauseFlow.Diagnosis.Paths;

/// <summary>How a resource does, from every signal of it.</summary>
/// <param name="Number">Its number in the topology.</param>
/// <param name="Work">The work signal to compare with the alarm's; null where none was read.</param>
/// <param name="Own">The most telling signal of its own means.</param>
/// <param name="Other">The most telling of the rest that moved: network, traffic, what the name does not tell.</param>
/// <param name="Outgoing">The most telling of the calls that it makes.</param>
/// <param name="Traffic">Mean requests a period in the window; null where it is not measured.</param>
/// <param name="TrafficSignal">Its requests as a signal.</param>
/// <param name="Volume">How much it writes that is no error; null where that is too little.</param>
/// <param name="Templates">Its log templates that changed, the most telling first.</param>
internal sealed record Health(
    int Number, Signal? Work, Signal? Own, Signal? Other, Signal? Outgoing, double? Traffic, Signal? TrafficSignal, LogVolume? Volume, IReadOnlyList<TemplateShift> Templates)
{
    /// <summary>Own means or logs this telling mark a resource as troubled where its work is not measured.</summary>
    private const double Telling = 3;

    /// <summary>A second template adds, but less: it is often the same trouble in other words.</summary>
    private const double SecondTemplate = 0.3;

    public double LogSurprise => Templates.Count == 0 ? 0
        : Templates[0].Surprise + (Templates.Count > 1 ? SecondTemplate * Templates[1].Surprise : 0);

    public double OwnWeight => Own?.Weight ?? 0;

    public bool IsMeasured => Work is not null;

    public bool IsAnomalous => Work?.IsAnomalous == true || (Own is { IsAnomalous: true } && OwnWeight >= Telling) || LogSurprise >= Telling;

    /// <summary>How much of the work of all callers it spoils: the shift times the requests, where both are known.</summary>
    public double? Impact => Work is null ? null : Work.Meaning.Kind == SignalKind.Errors ? Work.Deviation.Shift : Work.Deviation.Shift * (Traffic ?? 1);
}
