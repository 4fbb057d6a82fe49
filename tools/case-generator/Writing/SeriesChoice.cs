using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Incidents;

namespace CauseFlow.CaseGeneration.Writing;

/// <summary>Which series a case has: the alarm's own, what moved on the way, and what did not.</summary>
internal static class SeriesChoice
{
    /// <summary>Relative move from which on a series is kept first.</summary>
    private const double Moved = 0.2;

    public static IEnumerable<(Component Component, VendorMetric Metric)> Of(Incident incident) =>
        from component in incident.Application.Components
        where !incident.Unmeasured.Contains(component) || component == incident.Alarm.Component
        from metric in Of(incident, component)
        select (component, metric);

    private static IEnumerable<VendorMetric> Of(Incident incident, Component component)
    {
        var limit = component == incident.Application.Neighbour || incident.Application.Bystanders.Contains(component)
            ? Math.Max(1, incident.Size.MetricsPerResource - 1) : incident.Size.MetricsPerResource;
        if (incident.Unmeasured.Contains(component))
        {
            return [incident.Alarm.Metric];
        }

        return component.Metrics
            .OrderByDescending(metric => component == incident.Alarm.Component && metric == incident.Alarm.Metric)
            .ThenByDescending(metric => Move(incident, component, metric) > Moved)
            .Take(limit);
    }

    private static double Move(Incident incident, Component component, VendorMetric metric)
    {
        var before = incident.Behaviour.Of(component, metric.Signal, -70);
        var now = Enumerable.Range(-6, 7).Max(minute => Math.Abs(incident.Behaviour.Of(component, metric.Signal, minute) - before));
        return now / Math.Max(Math.Abs(before), 0.5);
    }
}
