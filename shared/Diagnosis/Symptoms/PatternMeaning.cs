using System.Text.RegularExpressions;
using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Symptoms;

/// <summary>What a log pattern's own words say. The first row of the table that matches decides.</summary>
public sealed partial record PatternMeaning(CauseCategory Category, SymptomKind Kind, string Words)
{
    private static readonly (Regex Expression, PatternMeaning Meaning)[] Table =
    [
        (OutOfMemory(), new(CauseCategory.ResourceExhaustion, SymptomKind.OutOfMemory, "out of memory")),
        (NoSpace(), new(CauseCategory.ResourceExhaustion, SymptomKind.Other, "no space left on a disk")),
        (NoConnections(), new(CauseCategory.ResourceExhaustion, SymptomKind.Saturated, "no connection left")),
        (Unplaced(), new(CauseCategory.CapacityLimit, SymptomKind.Unplaced, "work that finds no place")),
        (Throttled(), new(CauseCategory.CapacityLimit, SymptomKind.Throttling, "throttled by a limit")),
        (Denied(), new(CauseCategory.PermissionOrCredential, SymptomKind.Denied, "access denied or a bad credential")),
        (Broken(), new(CauseCategory.BadDeployment, SymptomKind.Broken, "code that cannot be loaded")),
        (Unresolved(), new(CauseCategory.BadConfiguration, SymptomKind.Unreachable, "a name that cannot be resolved")),
        (Unreachable(), new(CauseCategory.DependencyFailure, SymptomKind.Unreachable, "a dependency that does not answer")),
        (TimedOut(), new(CauseCategory.ResourceExhaustion, SymptomKind.Timeout, "a time-out")),
        (BadInput(), new(CauseCategory.DataOrInput, SymptomKind.Other, "input that cannot be read")),
    ];

    private static readonly PatternMeaning Unknown = new(CauseCategory.Unknown, SymptomKind.Other, "an error");

    /// <summary>True for words that speak of trouble whatever the level of the line is (Lambda logs its own time-outs without one).</summary>
    public bool IsTrouble => Kind is SymptomKind.OutOfMemory or SymptomKind.Timeout or SymptomKind.Unplaced;

    public static PatternMeaning Of(LogPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var text = pattern.Samples.Count > 0
            ? $"{pattern.ExceptionType} {pattern.Template} {pattern.Samples.MinBy(sample => sample.Text, StringComparer.Ordinal)!.Text}"
            : $"{pattern.ExceptionType} {pattern.Template}";
        foreach (var (expression, meaning) in Table)
        {
            if (expression.IsMatch(text))
            {
                return meaning;
            }
        }

        return Unknown;
    }

    private const RegexOptions Flags = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    [GeneratedRegex(@"out of memory|outofmemory|\boom\b|oomkilled|heap space|memoryerror|signal: killed|runtime\.exiterror.*killed", Flags)]
    private static partial Regex OutOfMemory();

    [GeneratedRegex(@"no space left|disk full|enospc", Flags)]
    private static partial Regex NoSpace();

    /// <summary>A database, or the pool before it, gives out no more connections.</summary>
    [GeneratedRegex(@"too many (clients|connections)|connection slots|max_connections|(connection )?pool (is )?(exhausted|full|limit)|(connection|pool)\S* .{0,40}pool size|connection limit", Flags)]
    private static partial Regex NoConnections();

    /// <summary>The words of Kubernetes' scheduler and autoscaler, whose events are warnings.</summary>
    [GeneratedRegex(@"failedscheduling|\d+/\d+ nodes are available|insufficient (cpu|memory|pods|ephemeral-storage)|unschedulable pods?|notriggerscaleup", Flags)]
    private static partial Regex Unplaced();

    [GeneratedRegex(@"throttl|rate exceeded|toomanyrequests|too many requests|limitexceeded|limit exceeded|throughputexceeded|quota", Flags)]
    private static partial Regex Throttled();

    [GeneratedRegex(@"access ?denied|not authorized|unauthorized|forbidden|expiredtoken|expired token|invalidsignature|invalidclienttoken|authentication failed|permission ?denied|(does not have|has no|insufficient) (permission|privilege)|certificate (has )?expired", Flags)]
    private static partial Regex Denied();

    [GeneratedRegex(@"importmoduleerror|modulenotfound|no module named|cannot find module|classnotfound|nosuchmethod|handlernotfound|invalidentrypoint", Flags)]
    private static partial Regex Broken();

    /// <summary>A name that nobody knows is wrong, or its record is: no service behind it has failed.</summary>
    [GeneratedRegex(@"enotfound|nxdomain|(could not|cannot|can't|unable to|failed to) resolve|name or service not known|failure in name resolution|unknownhost|no such host", Flags)]
    private static partial Regex Unresolved();

    [GeneratedRegex(@"connection refused|econnrefused|econnreset|connection reset|no route to host|getaddrinfo|upstream|bad gateway|service unavailable|gateway time-?out|\b50[234]\b|connect(ion)? time(d )?-?out|read time(d )?-?out|etimedout|circuit breaker|connection (to|with) \S+ (timed out|failed|lost|closed)|connection timed out|(could not|cannot|can't|unable to|failed to) (connect|reach)", Flags)]
    private static partial Regex Unreachable();

    [GeneratedRegex(@"task timed out|timed out after|timed out|time-?out (exceeded|expired|after)|timeouterror|timeoutexception|deadline exceeded", Flags)]
    private static partial Regex TimedOut();

    [GeneratedRegex(@"jsondecodeerror|jsonexception|unexpected token|malformed|validation(error|exception| failed)|schema mismatch|parse error", Flags)]
    private static partial Regex BadInput();
}
