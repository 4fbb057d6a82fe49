namespace CauseFlow.Dashboard.Shell;

/// <summary>Lists as people type and paste them: one a line, or with commas or spaces between.</summary>
internal static class TypedList
{
    private static readonly char[] Between = [' ', '\t', '\r', '\n', ',', ';'];

    /// <summary>Each once, in the order in which they were typed.</summary>
    public static IReadOnlyList<string> Read(string? text) =>
        [.. (text ?? "").Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];

    /// <summary>Names may hold spaces: one a line, or with commas between.</summary>
    public static IReadOnlyList<string> ReadNames(string? text) =>
        [.. (text ?? "").Split(['\r', '\n', ',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];

    public static string Write(IEnumerable<string> values) => string.Join('\n', values);
}
