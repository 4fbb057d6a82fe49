using System.Buffers;
using CauseFlow.Collection.Environments;

namespace CauseFlow.CollectorGcp.Clients;

/// <summary>
/// A container's command with its arguments, of which only the names of flags can be read: a value may be a password and
/// stand in a word of its own, where nothing marks it.
/// </summary>
internal static class CommandLine
{
    private const int MaxWords = 40;
    private const int MaxFlagLength = 64;

    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <summary>Null for no words at all. What is beyond the bound is one hash, so that a change of it is still seen.</summary>
    public static string? Of(IReadOnlyList<string> words, EnvironmentHasher hasher) => words.Count == 0 ? null : string.Join(
        ' ',
        words.Take(MaxWords).Select(word => Of(word, hasher))
            .Concat(words.Count > MaxWords ? [Hidden(string.Join('\0', words.Skip(MaxWords)), hasher)] : []));

    private static string Of(string word, EnvironmentHasher hasher)
    {
        var end = word.IndexOf('=', StringComparison.Ordinal);
        var name = end < 0 ? word : word[..end];
        if (!IsFlag(name))
        {
            return Hidden(word, hasher);
        }

        return end < 0 ? name : $"{name} {Hidden(word[(end + 1)..], hasher)}";
    }

    /// <summary>Such as <c>--port</c> or <c>-p</c>; what follows a single dash and a letter may be the value, as in <c>-pSECRET</c>.</summary>
    private static bool IsFlag(string word) => word.Length <= MaxFlagLength && (word is ['-', var letter] && char.IsAsciiLetter(letter)
        || word is ['-', '-', var first, ..] && char.IsAsciiLetter(first)
        && word.AsSpan(2).IndexOfAnyExcept(Allowed) < 0);

    private static string Hidden(string value, EnvironmentHasher hasher) => $"({hasher.Hash(value)})";
}
