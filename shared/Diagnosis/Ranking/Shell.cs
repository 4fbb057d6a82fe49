using System.Globalization;

namespace CauseFlow.Diagnosis.Ranking;

/// <summary>Words of a line that people paste into a shell: names come from clouds, and whoever made a resource chose its name.</summary>
internal static class Shell
{
    private const string Plain = "-_./:@=+,";

    /// <summary>As it is where a shell takes it so, else in quotes.</summary>
    public static string Word(string text) =>
        text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || Plain.Contains(character, StringComparison.Ordinal))
            ? text
            : $"'{new string([.. text.Where(character => !char.IsControl(character))]).Replace("'", "'\\''", StringComparison.Ordinal)}'";

    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
