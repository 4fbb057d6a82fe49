using System.Collections.Frozen;

namespace CauseFlow.Collection.Redaction;

/// <summary>Finds the names of secrets before a <c>=</c> or <c>:</c>, for all rules in one pass.</summary>
internal sealed class SecretNames
{
    private const int TailLength = 2;
    private readonly FrozenDictionary<int, (string Name, int Rule)[]> _byTail;

    /// <param name="rules">At most 64; each is known by its place.</param>
    public SecretNames(IReadOnlyList<SecretRule> rules) => _byTail = rules
        .SelectMany((rule, place) => rule.Names.Select(name => (Name: name, Rule: place)))
        .GroupBy(named => Pack(named.Name[^2], named.Name[^1]))
        .ToFrozenDictionary(tail => tail.Key, tail => tail.ToArray());

    /// <returns>A bit for each rule one of whose names has a value in the text.</returns>
    public ulong In(ReadOnlySpan<char> text)
    {
        var found = 0UL;
        for (var from = 0; text[from..].IndexOfAny('=', ':') is var next and >= 0; from += next + 1)
        {
            found |= Before(text[..(from + next)]);
        }

        return found;
    }

    /// <summary>The name may be quoted, the quotes escaped, and blanks may follow it.</summary>
    private ulong Before(ReadOnlySpan<char> text)
    {
        var name = text.TrimEnd();
        name = name.Length > 0 && name[^1] is '"' or '\'' ? name[..^1] : name;
        name = name.Length > 0 && name[^1] == '\\' ? name[..^1] : name;
        if (name.Length < TailLength || !_byTail.TryGetValue(Pack(Lower(name[^2]), Lower(name[^1])), out var candidates))
        {
            return 0;
        }

        var found = 0UL;
        foreach (var candidate in candidates)
        {
            found |= name.EndsWith(candidate.Name, StringComparison.OrdinalIgnoreCase) ? 1UL << candidate.Rule : 0;
        }

        return found;
    }

    private static char Lower(char c) => char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;

    private static int Pack(char first, char second) => (first << 16) | second;
}
