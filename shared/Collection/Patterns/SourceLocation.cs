namespace CauseFlow.Collection.Patterns;

/// <summary>
/// A place in source code, as loggers print it: <c>o.a.Worker#217</c>, <c>sweep.c:1455</c>. It is the one thing in a line that names
/// its statement for certain, so its number is no variable.
/// </summary>
internal static class SourceLocation
{
    private static readonly string[] Extensions =
        [".java", ".scala", ".kt", ".cs", ".go", ".py", ".rb", ".rs", ".js", ".ts", ".php", ".c", ".cc", ".cpp", ".cxx", ".h", ".hpp"];

    /// <summary>Whether the digits at <paramref name="position"/> are the line number of a place that ends there.</summary>
    public static bool EndsAt(ReadOnlySpan<char> line, int position)
    {
        if (position < 4 || line[position - 1] is not ('#' or ':'))
        {
            return false;
        }

        var before = line[..(position - 1)];
        return line[position - 1] == '#' ? IsClass(before) : IsFile(before);
    }

    /// <summary>Whether a word of a masked line is such a place.</summary>
    public static bool IsOne(ReadOnlySpan<char> token)
    {
        var end = token.LastIndexOfAnyInRange('0', '9') + 1;
        var begin = token[..end].LastIndexOfAnyExceptInRange('0', '9') + 1;
        return end > begin && EndsAt(token, begin);
    }

    /// <summary>A dotted name whose last part begins with a capital, or ends in brackets as shortened names do.</summary>
    private static bool IsClass(ReadOnlySpan<char> name)
    {
        name = name[(name.LastIndexOfAny(' ', '\t') + 1)..];
        var dot = name.LastIndexOf('.');
        return dot > 0 && dot + 1 < name.Length && (char.IsAsciiLetterUpper(name[dot + 1]) || name[^1] == ']');
    }

    private static bool IsFile(ReadOnlySpan<char> name)
    {
        if (!char.IsAsciiLetter(name[^1]))
        {
            return false;
        }

        foreach (var extension in Extensions)
        {
            if (name.EndsWith(extension, StringComparison.Ordinal) && name.Length > extension.Length && MaskClass.IsWord(name[^(extension.Length + 1)]))
            {
                return true;
            }
        }

        return false;
    }
}
