namespace CauseFlow.Contracts;

public enum MetricRole
{
    /// <summary>The metric of the alarm itself.</summary>
    Alarm,

    /// <summary>A metric of the same resource that helps to explain it.</summary>
    Companion,
}
