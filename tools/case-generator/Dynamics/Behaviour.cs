namespace CauseFlow.CaseGeneration.Dynamics;

/// <summary>
/// What follows from the parts: traffic flows down the calls, failures and waiting flow up. A family breaks one part, and
/// everything that its callers show is computed here, so that no symptom is invented.
/// </summary>
internal sealed class Behaviour(IReadOnlyList<Component> components)
{
    /// <summary>CPU from which on waiting grows, percent: queueing is felt from about four fifths of the capacity on.</summary>
    private const double BusyCpu = 80;

    /// <summary>Latency at full CPU as a multiple.</summary>
    private const double SaturatedFactor = 8;

    private readonly ILookup<Component, (Component From, Call Call)> callers = components
        .SelectMany(from => from.Calls.Select(call => (To: call.To, From: from, Call: call)))
        .ToLookup(item => item.To, item => (item.From, item.Call));

    /// <summary>Requests per minute.</summary>
    public double Traffic(Component component, double minute) => component.OwnTraffic(minute)
        + callers[component].Sum(caller => Traffic(caller.From, minute) * caller.Call.PerRequest);

    /// <summary>Share of its requests that fail, for whatever reason.</summary>
    public static double ErrorRatio(Component component, double minute) => Math.Clamp(
        component.OwnErrors(minute) + component.Calls.Sum(call =>
            Math.Max(0, ErrorRatio(call.To, minute) - 0.002) * call.ErrorShare * Math.Min(1, call.PerRequest)), 0, 1);

    public double Cpu(Component component, double minute) => Math.Clamp(
        (component.BaseCpu * Traffic(component, minute) / Math.Max(1, component.UsualTraffic)) + component.ExtraCpu(minute), 0.5, 100);

    /// <summary>Milliseconds.</summary>
    public double Latency(Component component, double minute)
    {
        var busy = Math.Max(0, Cpu(component, minute) - BusyCpu) / (100 - BusyCpu);
        var own = component.OwnLatency(minute) * (1 + (busy * busy * (SaturatedFactor - 1)));
        return own + component.Calls.Sum(call => Latency(call.To, minute) * Math.Min(2, call.PerRequest));
    }

    public double Of(Component component, Signal signal, double minute) => signal switch
    {
        Signal.Requests => Traffic(component, minute),
        Signal.Errors => Traffic(component, minute) * ErrorRatio(component, minute),
        Signal.Latency => Latency(component, minute),
        Signal.Cpu => Cpu(component, minute),
        Signal.Concurrency => Traffic(component, minute) * Latency(component, minute) / 60_000,
        _ => component.Gauges.TryGetValue(signal, out var gauge) ? Math.Max(0, gauge(minute)) : 0,
    };
}
