using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Phrases;

namespace CauseFlow.CaseGeneration.Dynamics;

/// <summary>A call to another component.</summary>
/// <param name="To">Who is called.</param>
/// <param name="PerRequest">Calls for each request.</param>
/// <param name="ErrorShare">Share of its failures that become failures of the caller.</param>
internal sealed record Call(Component To, double PerRequest, double ErrorShare);

/// <summary>A part of the simulated application: what it does by itself, and whom it calls.</summary>
/// <remarks>Families change the curves; what callers see follows from <see cref="Behaviour"/>.</remarks>
internal sealed class Component(Node node, Runtime runtime)
{
    public Node Node { get; } = node;

    /// <summary>Where its lines are; the node itself where the cloud has no separate place.</summary>
    public Node LogNode { get; set; } = node;

    /// <summary>What the load balancer's metrics of it are kept under; null where it has no target group.</summary>
    public Node? TargetGroup { get; set; }

    public Runtime Runtime { get; } = runtime;

    /// <summary>Whom it calls, in the order of a request.</summary>
    public List<Call> Calls { get; } = [];

    /// <summary>The instances that make it up, where they are resources of their own.</summary>
    public List<Component> Replicas { get; } = [];

    /// <summary>Requests per minute that come from outside.</summary>
    public Curve OwnTraffic { get; set; } = Curves.Constant(0);

    /// <summary>Share of requests that fail by itself.</summary>
    public Curve OwnErrors { get; set; } = Curves.Constant(0.001);

    /// <summary>Milliseconds that it takes by itself.</summary>
    public Curve OwnLatency { get; set; } = Curves.Constant(20);

    /// <summary>Percent at its usual traffic.</summary>
    public double BaseCpu { get; set; } = 30;

    /// <summary>Percent beside what traffic takes.</summary>
    public Curve ExtraCpu { get; set; } = Curves.Constant(0);

    /// <summary>Requests per minute at which <see cref="BaseCpu"/> holds; set when the application is complete.</summary>
    public double UsualTraffic { get; set; } = 1;

    /// <summary>Everything that is not derived from traffic, errors and latency.</summary>
    public Dictionary<Signal, Curve> Gauges { get; } = [];

    public IReadOnlyList<VendorMetric> Metrics { get; set; } = [];

    public void Fail(double share, Curve intensity) => OwnErrors = OwnErrors.Plus(intensity.Times(share));

    public void Slow(double milliseconds, Curve intensity) => OwnLatency = OwnLatency.Plus(intensity.Times(milliseconds));

    /// <summary>Adds to a gauge, which is 0 where it was never set.</summary>
    public void Shift(Signal signal, double delta, Curve intensity) =>
        Gauges[signal] = Gauges.GetValueOrDefault(signal, Curves.Constant(0)).Plus(intensity.Times(delta));

    /// <summary>The resource that a metric of it is a metric of.</summary>
    public Node NodeOf(VendorMetric metric) => TargetGroup is not null && metric.Namespace == "AWS/ApplicationELB" ? TargetGroup : Node;

    public VendorMetric? MetricOf(Signal signal) => Metrics.FirstOrDefault(metric => metric.Signal == signal);
}
