using System.Text.RegularExpressions;
using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Symptoms;

/// <summary>A log pattern that tells of calls to a named host which fail: a time-out, a refusal, a 5xx.</summary>
/// <param name="Host">Name or address, lower case, without its port.</param>
public sealed partial record DependencySymptom(string Host)
{
    /// <summary>What looks like a host name and is a file: a frame of a stack trace, a configuration.</summary>
    private static readonly HashSet<string> FileEndings = new(StringComparer.Ordinal)
    {
        "js", "mjs", "cjs", "ts", "tsx", "py", "rb", "go", "rs", "java", "kt", "cs", "php", "sh", "so", "dll", "jar", "json", "xml",
        "yaml", "yml", "log", "txt", "html", "conf", "ini", "properties", "lock", "sql",
    };

    /// <summary>Null when the pattern names no host, or does not speak of a call that fails.</summary>
    public static DependencySymptom? Of(PatternReading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (reading.Meaning.Kind is not (SymptomKind.Unreachable or SymptomKind.Timeout))
        {
            return null;
        }

        // The samples are read first, because a template may have a wildcard where they have the host.
        var texts = reading.Pattern.Samples.Select(sample => sample.Text).Order(StringComparer.Ordinal).Append(reading.Pattern.Template);
        var host = texts.Select(HostIn).OfType<string>().GroupBy(found => found, StringComparer.Ordinal)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).FirstOrDefault()?.Key;
        return host is null ? null : new DependencySymptom(host);
    }

    /// <summary>A host that nobody knows by that name is a wrong setting; one that is known and does not answer has failed.</summary>
    public static CauseCategory CategoryOf(PatternReading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        return reading.Meaning.Category == CauseCategory.BadConfiguration ? CauseCategory.BadConfiguration : CauseCategory.DependencyFailure;
    }

    /// <summary>
    /// The host of a URL, else a name or an address with a port, else a name with dots, else one that its place in the
    /// sentence tells.
    /// </summary>
    private static string? HostIn(string text)
    {
        foreach (var expression in (Regex[])[Url(), WithPort(), Name(), ByItsPlace()])
        {
            foreach (Match match in expression.Matches(text))
            {
                var host = match.Groups[1].Value.TrimEnd('.');
                if (IsHost(host, text, match.Groups[1].Index + match.Groups[1].Length))
                {
                    return host.ToLowerInvariant();
                }
            }
        }

        return null;
    }

    /// <summary>A name that goes on with a dot and a capital is a class, such as <c>java.net.ConnectException</c>.</summary>
    private static bool IsHost(string host, string text, int end) =>
        host.Length is > 2 and <= 253 && !FileEndings.Contains(host[(host.LastIndexOf('.') + 1)..].ToLowerInvariant())
        && !(end + 1 < text.Length && text[end] == '.' && char.IsAsciiLetter(text[end + 1]))
        && !host.StartsWith("localhost", StringComparison.OrdinalIgnoreCase) && !host.StartsWith("127.", StringComparison.Ordinal);

    private const RegexOptions Flags = RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    [GeneratedRegex(@"[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^\s/@]*@)?([A-Za-z0-9][A-Za-z0-9._-]*)", Flags)]
    private static partial Regex Url();

    [GeneratedRegex(@"\b((?:[a-z0-9][a-z0-9-]*\.)+[a-z][a-z0-9-]*|[a-z][a-z0-9-]{2,}|[0-9]{1,3}(?:\.[0-9]{1,3}){3}):[0-9]{2,5}\b", Flags)]
    private static partial Regex WithPort();

    [GeneratedRegex(@"\b((?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,24})\b", Flags)]
    private static partial Regex Name();

    /// <summary>A name without dots is told from a word ("connection to the database") by its hyphen or digit.</summary>
    [GeneratedRegex(
        @"(?:[Cc]onnect(?:ion|ing)? to|[Rr]esolv(?:e|ing)(?: host(?:name)?)?|[Rr]each(?:ing)?|[Hh]ost(?:name)?|[Cc]alls? to|[Rr]equests? to)[ '""]+([a-z][a-z0-9]*(?:-[a-z0-9]+)+|[a-z]+[0-9]+)\b",
        Flags)]
    private static partial Regex ByItsPlace();
}
