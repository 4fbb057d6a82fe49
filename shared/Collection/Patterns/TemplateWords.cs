using System.Buffers;

namespace CauseFlow.Collection.Patterns;

/// <summary>
/// The words of a masked line that tell its statement: every kind of mask is one wildcard, runs of wildcards and lists are one, signs
/// are none. Two lines with the same words are of one template.
/// </summary>
internal static class TemplateWords
{
    private const string Signs = "\"'`()[]{}<>,;.!?*|";
    private const string List = "[<*>]";
    private const string Assigned = "=<*>";
    private const int MinListed = 2;
    private static readonly SearchValues<char> Operators = SearchValues.Create("-=:~#+/\\_&%$^@");
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    public static string[] Of(string[] tokens)
    {
        var words = new List<string>(tokens.Length);
        var (listed, list, isAssigned) = (0, 0, false);
        for (var i = 0; i < tokens.Length; i++)
        {
            var token = tokens[i];
            (int Open, int Last) quote = isAssigned ? (-1, -1) : QuotedText.In(tokens, i);
            var word = isAssigned ? GenericMasks.Wildcard : quote.Last >= 0 ? Prefixed(token.AsSpan(0, quote.Open)) : WordOf(token, words.Count == 0);
            isAssigned = token is "=" or ":=";
            if (isAssigned && words.Count > 0)
            {
                words[^1] += "=";
            }

            if (word is null)
            {
                continue;
            }

            list = listed == 0 ? words.Count : list;
            if (quote.Last > i && QuotedText.Method(tokens, i, quote.Open) is { } method)
            {
                Add(words, method);
            }

            Add(words, word);
            i = Math.Max(i, quote.Last);
            if (tokens[i][^1] == ',' && !IsLabel(word))
            {
                listed++;
                continue;
            }

            Fold(words, list, listed);
            listed = 0;
        }

        Fold(words, list, listed);
        return words.Count == 0 ? [tokens.Length == 0 ? GenericMasks.Wildcard : string.Join(' ', tokens)] : [.. words];
    }

    /// <summary>Names what stands behind or in it, or where it is: <c>error:</c>, <c>uid=&lt;*&gt;</c>, <c>Order(&lt;*&gt;)</c>, <c>[&lt;*&gt;]</c>, <c>sweep.c:12</c>.</summary>
    public static bool IsLabel(string word) =>
        word[^1] is ':' or '=' || word is List or "()" || word.Contains("=<", StringComparison.Ordinal)
        || word.Contains("(<", StringComparison.Ordinal) || word.Contains("{<", StringComparison.Ordinal) || SourceLocation.IsOne(word);

    public static bool IsLiteral(ReadOnlySpan<char> text) =>
        text is "true" or "false" or "True" or "False" or "TRUE" or "FALSE" or "null" or "NULL" or "nil" or "undefined" or "NaN";

    private static void Add(List<string> words, string word)
    {
        if (word != GenericMasks.Wildcard || words.Count == 0
            || (words[^1] != GenericMasks.Wildcard && !words[^1].EndsWith(Assigned, StringComparison.Ordinal)))
        {
            words.Add(word);
        }
    }

    /// <summary>"a, b, c" is a list, whatever its length.</summary>
    private static void Fold(List<string> words, int list, int listed)
    {
        if (listed >= MinListed && list < words.Count)
        {
            words.RemoveRange(list, words.Count - list);
            Add(words, GenericMasks.Wildcard);
        }
    }

    private static string? WordOf(ReadOnlySpan<char> token, bool isFirst)
    {
        var mask = MaskIn(token);
        var signs = token.TrimEnd(",;.:");
        if (signs is "[]" || (mask == 1 && token[0] == '[' && signs[^1] == ']'))
        {
            return List;
        }

        if (mask >= 0)
        {
            return Prefixed(token[..mask]);
        }

        if (token.ContainsAny(Digits))
        {
            return SourceLocation.IsOne(token) ? token.ToString() : Prefixed(token[..token.IndexOfAny(Digits)]);
        }

        var core = token.Trim(Signs);
        if (core.IsEmpty || core.IndexOfAnyExcept(Operators) < 0)
        {
            return token is "-" ? GenericMasks.Wildcard : signs is "()" ? "()" : null;
        }

        var equals = token.IndexOf('=');
        if (equals > 0 && MaskClass.IsWord(token[equals - 1]) && (equals + 1 == token.Length || token[equals + 1] is not ('=' or '>')))
        {
            return QuotedText.IsMessage(token[..equals]) ? core.ToString() : Prefixed(token[..(equals + 1)]);
        }

        return IsValue(core, isFirst) ? GenericMasks.Wildcard
            : KeyLength(core) is var key and > 0 ? string.Concat(core[..key], GenericMasks.Wildcard) : core.ToString();
    }

    /// <summary>Length of <c>action:</c> in <c>action:app.intent.SCREEN_ON</c>; 0 where what follows is no name of things.</summary>
    private static int KeyLength(ReadOnlySpan<char> core)
    {
        var colon = core.IndexOf(':');
        if (colon <= 0 || colon + 2 >= core.Length || core[colon + 1] == ':' || !MaskClass.IsWord(core[colon - 1]))
        {
            return 0;
        }

        var value = core[(colon + 1)..];
        return value[..^1].IndexOfAny('.', '_', '/') > 0 || value.IndexOfAnyInRange('a', 'z') < 0 ? colon + 1 : 0;
    }

    /// <summary>The letters before what varies stay, if they are a name and no path or address.</summary>
    private static string Prefixed(ReadOnlySpan<char> prefix)
    {
        var (digit, key) = (prefix.IndexOfAny(Digits), prefix.IndexOf('='));
        prefix = prefix[..(digit >= 0 && (key < 0 || digit < key) ? digit : key >= 0 ? key + 1 : prefix.Length)].TrimStart(Signs);
        var hasLetter = false;
        foreach (var c in prefix)
        {
            hasLetter |= char.IsLetter(c);
        }

        return hasLetter && !IsPath(prefix) && !prefix.Contains('@') ? string.Concat(prefix, GenericMasks.Wildcard) : GenericMasks.Wildcard;
    }

    private static bool IsValue(ReadOnlySpan<char> core, bool isFirst)
    {
        var at = core.IndexOf('@');
        return IsLiteral(core)
            || (core is "None" && !isFirst)
            || (at > 0 && at + 1 < core.Length && MaskClass.IsWord(core[at - 1]) && MaskClass.IsWord(core[at + 1]))
            || IsPath(core);
    }

    /// <summary>A path of any system, or an address on the web.</summary>
    private static bool IsPath(ReadOnlySpan<char> core) =>
        (core.Length > 1 && core[0] is '/' or '~' or '\\')
        || core.StartsWith("./", StringComparison.Ordinal)
        || (core.Length > 2 && core[1] == ':' && core[2] is '\\' or '/' && char.IsAsciiLetter(core[0]))
        || core.Contains("://", StringComparison.Ordinal)
        || core.Count('/') >= 2
        || core.Count('\\') >= 2;

    /// <summary>Where a mask begins; -1 where there is none.</summary>
    private static int MaskIn(ReadOnlySpan<char> token)
    {
        for (var from = 0; token[from..].IndexOf('<') is var next and >= 0; from += next + 1)
        {
            var mask = token[(from + next + 1)..];
            var end = mask.IndexOf('>');
            if (end > 0 && mask[..end] is "*" or "num" or "ip" or "hex" or "time" or "uuid" or "duration")
            {
                return from + next;
            }
        }

        return -1;
    }
}
