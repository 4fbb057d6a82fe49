using System.Globalization;

namespace CauseFlow.CaseGeneration;

/// <summary>The program's arguments.</summary>
internal static class CommandLine
{
    public const string Usage = "usage: case-generator --out DIR [--seed N] [--count N] [--families A,B] [--providers aws,azure,gcp] "
        + "[--size tiny|small|medium|large]";

    /// <exception cref="FormatException">An argument is wrong.</exception>
    public static (GeneratorOptions Options, string Folder) Parse(IReadOnlyList<string> arguments)
    {
        var (options, folder) = (new GeneratorOptions(), (string?)null);
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : throw new FormatException($"{arguments[i]} needs a value.");
            (options, folder) = arguments[i] switch
            {
                "--seed" => (options with { Seed = Number(value) }, folder),
                "--count" => (options with { Count = Number(value) }, folder),
                "--families" => (options with { Families = value.Split(',') }, folder),
                "--providers" => (options with { Providers = value.Split(',') }, folder),
                "--size" => (options with { Size = CaseSize.Named(value) }, folder),
                "--out" => (options, value),
                _ => throw new FormatException($"Unknown option {arguments[i]}."),
            };
        }

        return (options, folder ?? throw new FormatException("--out is missing."));
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number : throw new FormatException($"'{text}' is not a number.");
}
