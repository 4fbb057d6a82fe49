using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Symptoms;

/// <summary>A log pattern against its own baseline.</summary>
public sealed class PatternReading
{
    /// <summary>Critical value of the chi-squared distribution with one degree of freedom at p = 0.001.</summary>
    private const double Significant = 10.83;

    /// <summary>A rate that at least doubled.</summary>
    private const double MinLog2Ratio = 1;

    private PatternReading(LogPattern pattern, ResourceRef owner)
    {
        Pattern = pattern;
        Owner = owner;
        Meaning = PatternMeaning.Of(pattern);
        BaselineMinutes = pattern.BaselineCountsPerMinute.Count;
        IncidentMinutes = pattern.IncidentCountsPerMinute.Count;
        BaselineLines = pattern.BaselineCountsPerMinute.Sum(count => (long)count);
        IncidentLines = pattern.IncidentCountsPerMinute.Sum(count => (long)count);
    }

    public LogPattern Pattern { get; }

    /// <summary>The resource that wrote it: the function, where the pattern only names the log group.</summary>
    public ResourceRef Owner { get; }
    public PatternMeaning Meaning { get; }
    public int BaselineMinutes { get; }
    public int IncidentMinutes { get; }
    public long BaselineLines { get; }
    public long IncidentLines { get; }

    /// <summary>Never seen in a baseline that was read.</summary>
    public bool IsNew => BaselineMinutes > 0 && BaselineLines == 0 && IncidentLines > 0;

    /// <summary>Speaks of trouble: by its level, by an exception type or by its words.</summary>
    public bool IsError => Pattern.Severity >= LogSeverity.Error || Pattern.ExceptionType is not null || Meaning.IsTrouble;
    public bool IsBurst => Log2Ratio >= MinLog2Ratio && GStatistic >= Significant;
    public bool IsNotable => IsError && IncidentLines > 0 && (IsNew || IsBurst);

    /// <summary>An error that is loud now and was as loud before: noise that people blame first.</summary>
    public bool IsLoudAsBefore => IsError && BaselineLines > 0 && IncidentLines > 0 && !IsBurst;
    public double BaselinePerMinute => BaselineMinutes == 0 ? 0 : (double)BaselineLines / BaselineMinutes;
    public double IncidentPerMinute => IncidentMinutes == 0 ? 0 : (double)IncidentLines / IncidentMinutes;

    /// <summary>log2 of the ratio of rates, each count smoothed by 0.5.</summary>
    public double Log2Ratio => BaselineMinutes == 0 || IncidentMinutes == 0
        ? 0
        : Math.Log2((IncidentLines + 0.5) / IncidentMinutes / ((BaselineLines + 0.5) / BaselineMinutes));

    /// <summary>G statistic of the counts against equal rates in both windows.</summary>
    public double GStatistic
    {
        get
        {
            var lines = (double)(IncidentLines + BaselineLines);
            var minutes = IncidentMinutes + BaselineMinutes;
            return minutes == 0 || lines == 0
                ? 0
                : 2 * (Term(IncidentLines, lines * IncidentMinutes / minutes) + Term(BaselineLines, lines * BaselineMinutes / minutes));
        }
    }

    public static PatternReading Read(LogPattern pattern, Topology topology)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(topology);
        return new PatternReading(pattern, topology.OwnerOf(pattern.Resource));
    }

    private static double Term(long observed, double expected) =>
        observed == 0 || expected <= 0 ? 0 : observed * Math.Log(observed / expected);
}
