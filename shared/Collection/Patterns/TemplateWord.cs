using System.Buffers;

namespace CauseFlow.Collection.Patterns;

/// <summary>What one token of a masked line says of its statement: a word, a name or key before a value, a value, or nothing.</summary>
internal static class TemplateWord
{
    private const string Signs = "\"'`()[]{}<>,;.!?*|";
    private const string List = "[<*>]";
    private static readonly SearchValues<char> Operators = SearchValues.Create("-=:~#+/\\_&%$^@");
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    /// <summary>Names what stands behind or in it, or where it is: <c>error:</c>, <c>uid=&lt;*&gt;</c>, <c>Order(&lt;*&gt;)</c>, <c>[&lt;*&gt;]</c>, <c>sweep.c:12</c>.</summary>
    public static bool IsLabel(string word) =>
        word[^1] is ':' or '=' || word is List or "()" || word.Contains("=<", StringComparison.Ordinal)
        || word.Contains("(<", StringComparison.Ordinal) || word.Contains("{<", StringComparison.Ordinal) || SourceLocation.IsOne(word);

    public static bool IsLiteral(ReadOnlySpan<char> text) =>
        text is "true" or "false" or "True" or "False" or "TRUE" or "FALSE" or "null" or "NULL" or "nil" or "undefined" or "NaN";

    /// <returns>Null for signs alone.</returns>
    public static string? Of(ReadOnlySpan<char> token, bool isFirst)
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
    public static string Prefixed(ReadOnlySpan<char> prefix)
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
