using System.Buffers;

namespace CauseFlow.Collection.Patterns;

/// <summary>
/// Judges whether a place in otherwise equal templates holds a variable. Many different words speak for it, and words that look like
/// values (names with signs or capitals inside, digits) do so sooner; a place at the beginning, or before a colon, is rather
/// what tells statements apart. Numbers were set on hand-written logs of eight kinds and checked on eight others.
/// </summary>
internal static class Variety
{
    /// <summary>From how many on names alone are a variable; two may be two statements.</summary>
    private const int MinNames = 3;

    /// <summary>Equal words that values need around them; with fewer, many different ones are asked for.</summary>
    private const int MinConstants = 2;
    private static readonly SearchValues<char> Signs = SearchValues.Create("._/\\:$,");

    /// <summary>Words that values follow in any log.</summary>
    private static readonly HashSet<string> Introducing = new(
        ["for", "from", "by", "user", "host", "name", "named", "called", "id", "state", "status",
            "type", "file", "class", "module", "service", "node", "device", "interface", "domain", "directory", "reason",
            "client", "server", "task", "job", "process", "thread", "package", "application", "app", "group", "table", "database", "queue", "topic", "key",
            "object", "method", "function", "component", "action", "event", "command", "mode", "level", "protocol", "address", "port"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Words that values follow often; verbs and phrases do so too.</summary>
    private static readonly HashSet<string> Leading = new(["to", "at", "on", "in", "of", "with", "as", "via"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the words are of one variable, each a value of it.</summary>
    /// <param name="words">Different words at one place of otherwise equal templates.</param>
    /// <param name="template">One of these templates.</param>
    /// <param name="place">The place.</param>
    /// <param name="constants">Equal words in other places.</param>
    public static bool IsVariable(IReadOnlyCollection<string> words, string[] template, int place, int constants)
    {
        var isFirst = IsFirst(template, place);
        var follows = Follows(template, place);
        var leads = Leads(template, place);
        var (evidence, values, names, labels) = (0.0, 0, 0, 0);
        foreach (var word in words)
        {
            if (SourceLocation.IsOne(word))
            {
                return false;
            }

            var isValue = IsValue(word);
            var isName = !isValue && !isFirst && IsName(word);
            names += isName ? 1 : 0;
            labels += TemplateWord.IsLabel(word) ? 1 : 0;
            values += isValue ? 1 : 0;
            evidence += word == GenericMasks.Wildcard ? 3 : isValue || isName ? 1.5 : 1;
        }

        return (labels == 0 && constants >= MinConstants && values + names == words.Count && (names == 0 || follows || leads || words.Count >= MinNames))
            || (words.Count == 2 && words.All(IsSwitch))
            || evidence >= Math.Max(follows ? 2 : MinNames, Needed(constants, isFirst || (labels > 0 && !follows)) - (follows ? 2 : leads ? 1 : 0));
    }

    /// <summary>Whether two templates of one length have equal words, and more of them than places where each has its own value.</summary>
    public static bool DifferInValues(string[] one, string[] other)
    {
        var (equal, different) = (0, 0);
        for (var i = 0; i < one.Length; i++)
        {
            if (one[i] == other[i])
            {
                equal += one[i] == GenericMasks.Wildcard ? 0 : 1;
                continue;
            }

            if (!AreValues(one, other, i))
            {
                return false;
            }

            different++;
        }

        return equal >= Math.Max(2, different);
    }

    private static bool AreValues(string[] one, string[] other, int place)
    {
        var (word, second) = (one[place], other[place]);
        if (TemplateWord.IsLabel(word) || TemplateWord.IsLabel(second))
        {
            return false;
        }

        var areNames = Follows(one, place) || Leads(one, place);
        return (IsSwitch(word) && IsSwitch(second))
            || ((IsValue(word) || (areNames && IsName(word))) && (IsValue(second) || (areNames && IsName(second))));
    }

    /// <summary>How many different words make a variable: the more words are equal, the fewer.</summary>
    private static int Needed(int constants, bool tells) =>
        (constants switch { >= 6 => 3, >= 4 => 4, 3 => 5, 2 => 6, 1 => 10, _ => 10_000 }) + (tells ? 4 : 0);

    private static bool IsFirst(string[] words, int place)
    {
        for (var i = 0; i < place; i++)
        {
            if (words[i] != GenericMasks.Wildcard)
            {
                return false;
            }
        }

        return true;
    }

    private static bool Follows(string[] words, int place) =>
        place > 0 && (Introducing.Contains(words[place - 1]) || TemplateWord.IsLabel(words[place - 1]));

    private static bool Leads(string[] words, int place) => place > 0 && Leading.Contains(words[place - 1]);

    private static bool IsSwitch(string word) => word is "on" or "off" or "ON" or "OFF" or "yes" or "no";

    /// <summary>A mask, digits, or signs as in paths, hosts and identifiers.</summary>
    private static bool IsValue(string word)
    {
        if (word.Contains(GenericMasks.Wildcard, StringComparison.Ordinal))
        {
            return true;
        }

        var inner = word.AsSpan(1, Math.Max(0, word.Length - 2));
        return inner.ContainsAny(Signs) || inner.Count('-') > 1;
    }

    /// <summary>Capitals inside, or nothing else: a state, a type, or the name of what speaks.</summary>
    private static bool IsName(string word)
    {
        var (upper, letters, inner) = (0, 0, 0);
        for (var i = 0; i < word.Length; i++)
        {
            letters += char.IsLetter(word[i]) ? 1 : 0;
            upper += char.IsUpper(word[i]) ? 1 : 0;
            inner += i > 0 && char.IsUpper(word[i]) && char.IsLower(word[i - 1]) ? 1 : 0;
        }

        return inner > 0 || (letters > 1 && upper == letters);
    }
}
