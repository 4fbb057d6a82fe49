using System.CommandLine;

namespace CauseFlow.Cli.Terminal;

/// <summary>What a person who mistyped a verb or an option most likely meant.</summary>
internal static class Typos
{
    private const int MaxDistance = 3;

    /// <summary>Null when nothing is near.</summary>
    public static string? SuggestionFor(IEnumerable<string> unknown, Command command)
    {
        var names = NamesOf(command).ToList();
        return unknown
            .Select(word => (Word: word, Near: Nearest(word, names)))
            .Where(pair => pair.Near is not null)
            .Select(pair => $"Did you mean `{pair.Near}`?").FirstOrDefault();
    }

    private static IEnumerable<string> NamesOf(Command command) =>
        command.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name)
            .Concat(command.Options.Select(option => option.Name))
            .Concat(command.Parents.OfType<Command>().SelectMany(NamesOfParent));

    private static IEnumerable<string> NamesOfParent(Command parent) =>
        parent.Options.Where(option => option.Recursive).Select(option => option.Name)
            .Concat(parent.Parents.OfType<Command>().SelectMany(NamesOfParent));

    private static string? Nearest(string word, IEnumerable<string> names) =>
        names.Select(name => (Name: name, Distance: Distance(word, name)))
            .Where(pair => pair.Distance <= Math.Min(MaxDistance, Math.Max(1, pair.Name.Length / 2)))
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.Name, StringComparer.Ordinal)
            .Select(pair => pair.Name).FirstOrDefault();

    /// <summary>Insertions, deletions and replacements that turn one into the other; a beginning counts as near.</summary>
    private static int Distance(string word, string name)
    {
        if (word.Length >= 3 && name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
        {
            return 1;
        }

        var row = Enumerable.Range(0, name.Length + 1).ToArray();
        for (var i = 1; i <= Math.Min(word.Length, 64); i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= name.Length; j++)
            {
                var replaced = diagonal + (char.ToLowerInvariant(word[i - 1]) == char.ToLowerInvariant(name[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
