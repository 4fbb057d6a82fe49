namespace CauseFlow.CollectorAzure.Probes;

/// <summary>
/// Azure's patterns of actions, in which a star stands for any run of characters, whatever the case. Every action ends in what
/// it does: read, write, delete, or an action of its own. Pure functions.
/// </summary>
internal static class ActionPattern
{
    private static readonly string[] Verbs = ["/read", "/write", "/delete", "/action"];

    /// <summary>The parts of a pattern by what their actions do: <c>Microsoft.Web/*</c> holds writes, deletes and reads.</summary>
    /// <returns>Patterns that end in a verb, or the pattern itself where it names none.</returns>
    public static IEnumerable<string> ByVerb(string pattern) => pattern.EndsWith('*')
        ? Verbs.SelectMany(verb => Ending(pattern[..^1], verb)).Distinct(StringComparer.OrdinalIgnoreCase)
        : [pattern];

    /// <summary>Whether all of the pattern's actions only read.</summary>
    public static bool IsRead(string pattern) => pattern.EndsWith("/read", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether one pattern has all that the other has. A star of the other is a character that only a star takes, which is the
    /// same as asking for every action that it could stand for.
    /// </summary>
    public static bool Covers(string pattern, string other)
    {
        var parts = pattern.Split('*');
        if (parts.Length == 1)
        {
            return string.Equals(pattern, other, StringComparison.OrdinalIgnoreCase);
        }

        if (!other.StartsWith(parts[0], StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var at = parts[0].Length;
        foreach (var part in parts[1..^1])
        {
            var found = other.IndexOf(part, at, StringComparison.OrdinalIgnoreCase);
            if (found < 0)
            {
                return false;
            }

            at = found + part.Length;
        }

        return other.Length - parts[^1].Length >= at && other.EndsWith(parts[^1], StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What of <c>start*</c> ends in the verb: the star holds all of the verb, or the start has some of it already.</summary>
    private static IEnumerable<string> Ending(string start, string verb)
    {
        for (var held = 1; held <= verb.Length; held++)
        {
            if (start.EndsWith(verb[..held], StringComparison.OrdinalIgnoreCase))
            {
                yield return start + verb[held..];
            }
        }

        yield return $"{start}*{verb}";
    }
}
