using System.Text.RegularExpressions;

namespace CauseFlow.Collection.Patterns;

/// <summary>Finds what identifies a stack trace: the exception's type and the frame that threw.</summary>
internal static partial class StackTrace
{
    private const int MatchTimeoutMilliseconds = 250;

    public static string? ExceptionTypeOf(string text)
    {
        try
        {
            var match = TypeName().Match(text);
            return match.Success ? match.Value : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    /// <summary>The throwing frame: the first one, except in Python, which prints it last.</summary>
    public static string? TopFrameOf(string text, int from)
    {
        string? top = null;
        foreach (var range in text.AsSpan(from).SplitAny('\n', '\r'))
        {
            var line = text.AsSpan(from)[range].Trim();
            if (line.StartsWith("at ", StringComparison.Ordinal))
            {
                return line.ToString();
            }

            if (line.StartsWith("File \"", StringComparison.Ordinal))
            {
                top = line.ToString();
            }
        }

        return top;
    }

    [GeneratedRegex(
        @"\b(?:[A-Za-z_][\w$]{0,60}\.){0,8}[A-Z][\w$]{0,80}(?:Exception|Error|Timeout|Fault)\b",
        RegexOptions.CultureInvariant, MatchTimeoutMilliseconds)]
    private static partial Regex TypeName();
}
