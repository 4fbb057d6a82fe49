using System.Buffers;
using System.Text.RegularExpressions;

namespace CauseFlow.Collection.Redaction;

/// <summary>
/// What one kind of secret looks like, and where it may stand at all: the look at that is cheap, the pattern is not, and nearly no line
/// holds any.
/// </summary>
internal sealed class SecretRule
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
    /// <summary>A second fence: the engine's time is linear.</summary>
    public static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(250);
    private readonly Regex _pattern;
    private readonly MatchEvaluator _replace;
    private readonly SearchValues<string>? _beginnings;

    private SecretRule(string pattern, RegexOptions options, MatchEvaluator replace, string[] beginnings, string[] names)
    {
        _pattern = new Regex(pattern, Linear | options, MatchTimeout);
        (_replace, Beginnings, Names) = (replace, beginnings, names);
        IsAnyCase = options.HasFlag(RegexOptions.IgnoreCase);
        _beginnings = beginnings.Length == 0 ? null
            : SearchValues.Create(beginnings, IsAnyCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
    }

    public bool IsAnyCase { get; }

    /// <summary>A match holds one of these.</summary>
    public string[] Beginnings { get; }

    /// <summary>Lower-case names, one of which ends where the value of a match begins: at <c>=</c> or <c>:</c>.</summary>
    public string[] Names { get; }

    /// <summary>As its issuer writes it: capitals count.</summary>
    public static SecretRule Token(string[] beginnings, string pattern, MatchEvaluator replace) =>
        new(pattern, RegexOptions.None, replace, beginnings, []);

    /// <summary>Behind a word, however that is written.</summary>
    public static SecretRule Word(string word, string pattern, MatchEvaluator replace) =>
        new(pattern, RegexOptions.IgnoreCase, replace, [word], []);

    /// <summary>The value of a name.</summary>
    public static SecretRule Named(string[] names, string pattern, MatchEvaluator replace) =>
        new(pattern, RegexOptions.IgnoreCase, replace, [], names);

    public string Apply(string text, bool isNamed) =>
        isNamed || (_beginnings is not null && text.AsSpan().ContainsAny(_beginnings)) ? Replace(text) : text;

    /// <summary>Without a look before it.</summary>
    public string Replace(string text) => _pattern.Replace(text, _replace);
}
