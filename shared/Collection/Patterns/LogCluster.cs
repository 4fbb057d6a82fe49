using System.Text;
using CauseFlow.Contracts;

namespace CauseFlow.Collection.Patterns;

/// <summary>One template and what was counted of it.</summary>
internal sealed class LogCluster(MiningWindow window)
{
    private readonly int[] _baseline = new int[window.BaselineMinutes];
    private readonly int[] _incident = new int[window.IncidentMinutes];
    private readonly List<LogSample> _samples = [];
    private LogSeverity _severity;
    private string? _exceptionType;
    private DateTimeOffset _first = DateTimeOffset.MaxValue;
    private DateTimeOffset _last = DateTimeOffset.MinValue;
    private LogCluster? _into;
    private int _maxSamples;
    private int _incidentSamples;

    /// <summary>Tokens of the template as they stand in the lines, or null once lines of several lengths are in it.</summary>
    public string[]? Tokens { get; set; }

    /// <summary>What tells the statement, as of <see cref="TemplateWords"/>.</summary>
    public string[] Words { get; set; } = [];

    /// <summary>A stack trace is one word.</summary>
    public bool IsTrace { get; init; }

    public string Template => string.Join(' ', Collapse(Tokens ?? Words));

    /// <summary>The template that this one is part of now; itself while it was not merged.</summary>
    public LogCluster Final
    {
        get
        {
            var final = this;
            while (final._into is { } next)
            {
                final = next;
            }

            return final;
        }
    }

    /// <summary>Order of reporting: severity, then novelty and growth against the baseline, then volume.</summary>
    public double Weight
    {
        get
        {
            double incident = _incident.Sum();
            double baseline = _baseline.Sum();
            var rateRatio = Math.Log2((incident + 0.5) / (_incident.Length + 1)) - Math.Log2((baseline + 0.5) / (_baseline.Length + 1));
            var severity = _severity >= LogSeverity.Error ? 100 : _severity == LogSeverity.Warning ? 50 : 0;
            return severity + (10 * Math.Clamp(Math.Abs(rateRatio), 0, 8)) + Math.Log10(1 + incident + baseline);
        }
    }

    public void Count(LogLine line, LogEntry entry, LogMiningOptions options)
    {
        var incident = window.IncidentMinute(line.Time);
        if (incident is { } minute)
        {
            _incident[minute]++;
        }
        else if (window.BaselineMinute(line.Time) is { } before)
        {
            _baseline[before]++;
        }

        _severity = entry.Severity > _severity ? entry.Severity : _severity;
        _exceptionType ??= entry.ExceptionType;
        _first = line.Time < _first ? line.Time : _first;
        _last = line.Time > _last ? line.Time : _last;
        Sample(line, incident is not null, options);
    }

    /// <summary>Templates of one statement, or that came to read the same, are one.</summary>
    /// <param name="same">At least one.</param>
    public static LogCluster Merge(IEnumerable<LogCluster> same)
    {
        LogCluster? merged = null;
        foreach (var cluster in same)
        {
            if (merged is null)
            {
                merged = cluster;
                continue;
            }

            merged.Take(cluster);
            merged.Generalise(cluster.Tokens);
            cluster._into = merged;
        }

        return merged ?? throw new ArgumentException("There is nothing to merge.", nameof(same));
    }

    /// <summary>Puts a wildcard where a line differs from the template.</summary>
    /// <param name="tokens">The line's.</param>
    public void Generalise(string[]? tokens)
    {
        if (Tokens is null || IsTrace)
        {
            return;
        }

        if (tokens is null || tokens.Length != Tokens.Length)
        {
            Tokens = null;
            return;
        }

        for (var i = 0; i < tokens.Length; i++)
        {
            if (!ReferenceEquals(Tokens[i], tokens[i]) && Tokens[i] != tokens[i])
            {
                Tokens[i] = Common(Tokens[i], tokens[i]);
            }
        }
    }

    public MinedPattern ToPattern()
    {
        var template = Template;
        return new MinedPattern
        {
            PatternId = EvidenceIds.Stable("pat_", template),
            Template = template,
            Severity = _severity,
            ExceptionType = _exceptionType,
            BaselineCountsPerMinute = _baseline,
            IncidentCountsPerMinute = _incident,
            FirstSeen = _first,
            LastSeen = _last,
            Samples = _samples,
        };
    }

    /// <summary>Samples of the incident are worth more: the first of them pushes out one of the baseline.</summary>
    private void Sample(LogLine line, bool isIncident, LogMiningOptions options)
    {
        _maxSamples = options.MaxSamples;
        if (_samples.Count >= _maxSamples)
        {
            if (!isIncident || _incidentSamples == _samples.Count)
            {
                return;
            }

            _samples.RemoveAt(_samples.FindIndex(sample => window.IncidentMinute(sample.Time) is null));
        }

        _incidentSamples += isIncident ? 1 : 0;

        _samples.Add(new LogSample
        {
            Time = line.Time, Text = Cut(line.Text, options.MaxSampleBytes), Pointer = line.Pointer,
        });
    }

    private void Take(LogCluster other)
    {
        for (var i = 0; i < _baseline.Length; i++)
        {
            _baseline[i] += other._baseline[i];
        }

        for (var i = 0; i < _incident.Length; i++)
        {
            _incident[i] += other._incident[i];
        }

        _maxSamples = Math.Max(_maxSamples, other._maxSamples);
        List<LogSample> samples = [.. _samples.Concat(other._samples)
            .OrderBy(sample => window.IncidentMinute(sample.Time) is null).ThenBy(sample => sample.Time).Take(_maxSamples)];
        _samples.Clear();
        _samples.AddRange(samples);
        _severity = other._severity > _severity ? other._severity : _severity;
        _exceptionType ??= other._exceptionType;
        _first = other._first < _first ? other._first : _first;
        _last = other._last > _last ? other._last : _last;
    }

    private static string Cut(string text, int maxBytes)
    {
        if (text.Length * 3 <= maxBytes || Encoding.UTF8.GetByteCount(text) <= maxBytes)
        {
            return text;
        }

        Encoding.UTF8.GetEncoder().Convert(text, new byte[maxBytes], flush: false, out var used, out _, out _);
        return text[..(used > 0 && char.IsHighSurrogate(text[used - 1]) ? used - 1 : used)];
    }

    /// <summary><c>uid=&lt;*&gt;,</c> of <c>uid=root,</c> and <c>uid=&lt;num&gt;,</c>: what both begin with up to a sign, and their last sign.</summary>
    private static string Common(string one, string other)
    {
        var same = one.AsSpan().CommonPrefixLength(other);
        while (same > 0 && one[same - 1] is not ('=' or ':' or '(' or '[' or '"' or '\'' or '/' or '_' or '#'))
        {
            same--;
        }

        var end = one[^1] == other[^1] && one[^1] is ',' or ';' or ')' or ']' or '"' or '\'' or '.' or ':' && same < Math.Min(one.Length, other.Length)
            ? one[^1..] : "";
        return string.Concat(one.AsSpan(0, same), GenericMasks.Wildcard, end);
    }

    /// <summary>Runs of wildcards become one: "a, b, c" and "a, b" are the same list.</summary>
    private static IEnumerable<string> Collapse(string[] tokens)
    {
        string? previous = null;
        foreach (var token in tokens)
        {
            if (token != GenericMasks.Wildcard || previous != GenericMasks.Wildcard)
            {
                yield return token;
            }

            previous = token;
        }
    }
}
