namespace CauseFlow.CaseGeneration.Dynamics;

/// <summary>A value over time.</summary>
/// <param name="minute">Minutes relative to the alarm.</param>
internal delegate double Curve(double minute);

/// <summary>How curves are made and combined.</summary>
internal static class Curves
{
    public static Curve Constant(double value) => _ => value;

    public static Curve Plus(this Curve curve, Curve other) => minute => curve(minute) + other(minute);

    public static Curve Times(this Curve curve, Curve other) => minute => curve(minute) * other(minute);

    public static Curve Times(this Curve curve, double factor) => minute => curve(minute) * factor;

    /// <summary>0 before the onset, 1 after the ramp, 0 again from the end on.</summary>
    public static Curve Step(double onset, double rampMinutes = 1, double end = double.MaxValue) => minute =>
        minute < onset || minute >= end ? 0 : Math.Min(1, (minute - onset + 1) / Math.Max(1, rampMinutes));

    /// <summary>Rises evenly from 0 to 1 and stays.</summary>
    public static Curve Ramp(double from, double to) => minute => Math.Clamp((minute - from) / (to - from), 0, 1);

    /// <summary>Rises to 1 over each period and falls back at once, as memory does between kills.</summary>
    public static Curve Sawtooth(double from, double periodMinutes) => minute =>
        minute < from ? 0 : (minute - from) % periodMinutes / periodMinutes;

    /// <summary>1 for the given minutes out of every period after the onset.</summary>
    public static Curve Pulses(double onset, double periodMinutes, double widthMinutes) => minute =>
        minute >= onset && (minute - onset) % periodMinutes < widthMinutes ? 1 : 0;

    /// <summary>A wave of a day between -1 and 1, by arithmetic that is equal on every machine.</summary>
    public static Curve Daily(double phase) => minute =>
    {
        var turn = (minute / 1440) + phase;
        var x = (2 * (turn - Math.Floor(turn))) - 1;
        return 4 * x * (1 - Math.Abs(x));
    };
}
