using System.CommandLine;

namespace CauseFlow.Cli.Terminal;

/// <summary>Options that several verbs share the form of.</summary>
internal static class Choices
{
    public const int DefaultRows = 20;

    /// <summary>One word of a closed list, also for completion.</summary>
    public static Option<string?> Word(string name, string description, params string[] words)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = string.Join('|', words) };
        option.AcceptOnlyFromAmong(words);
        return option;
    }

    public static Option<string?> Text(string name, string description, string helpName) =>
        new(name) { Description = description, HelpName = helpName };

    /// <summary>An option that may be given several times, or with several values.</summary>
    public static Option<string[]> Texts(string name, string description, string helpName) =>
        new(name) { Description = description, HelpName = helpName, AllowMultipleArgumentsPerToken = true };

    /// <summary>An instant, checked before anything is asked.</summary>
    public static Option<DateTimeOffset?> Instant(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (DateTimeOffset.TryParse(result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture,
                System.Globalization.DateTimeStyles.AssumeUniversal, out var at))
            {
                return at;
            }

            result.AddError($"{name} is a time such as 2026-01-31T12:00:00Z.");
            return null;
        },
    };

    public static string? Of(DateTimeOffset? at) =>
        at?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture);

    public static Option<int> Limit(int most = 10_000)
    {
        var option = new Option<int>("--limit")
        {
            Description = $"At most so many rows, 1 to {most}.", DefaultValueFactory = _ => DefaultRows, HelpName = "N",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is var rows && (rows < 1 || rows > most))
            {
                result.AddError($"--limit is 1 to {most}.");
            }
        });
        return option;
    }

    public static Option<bool> All() => new("--all") { Description = "Every row, however many." };
}
