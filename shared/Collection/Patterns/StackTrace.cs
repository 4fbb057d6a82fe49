using System.Buffers;

namespace CauseFlow.Collection.Patterns;

/// <summary>Finds what identifies a stack trace: the exception's type and the frame that threw.</summary>
internal static class StackTrace
{
    private const int MaxName = 640;
    private const int MaxPart = 80;

    private static readonly string[] Endings = ["Exception", "Error", "Timeout", "Fault"];
    private static readonly SearchValues<string> AnyEnding = SearchValues.Create(Endings, StringComparison.Ordinal);

    /// <summary>The first word like <c>java.net.SocketTimeoutException</c> or <c>TypeError</c>; null where there is none.</summary>
    public static string? ExceptionTypeOf(ReadOnlySpan<char> text)
    {
        for (var from = 0; text[from..].IndexOfAny(AnyEnding) is var next and >= 0;)
        {
            var ending = from + next;
            var end = ending + LengthOfEnding(text[ending..]);
            if ((end >= text.Length || !IsPart(text[end])) && BeginOfName(text, ending) is var begin and >= 0)
            {
                return text[begin..end].ToString();
            }

            from = end;
        }

        return null;
    }

    /// <summary>The throwing frame: the first one, except in Python, which prints it last.</summary>
    public static string? TopFrameOf(ReadOnlySpan<char> text)
    {
        string? top = null;
        foreach (var range in text.SplitAny('\n', '\r'))
        {
            var line = text[range].Trim();
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

    /// <summary>Whether a line belongs to the stack trace of the line before.</summary>
    /// <param name="line">As it was written, with what it is indented by.</param>
    /// <param name="isTrace">Whether the line before belongs to one already: code that Python quotes is indented, the type comes last.</param>
    public static bool Continues(ReadOnlySpan<char> line, bool isTrace)
    {
        var text = line.TrimStart();
        var indent = line.Length - text.Length;
        return IsFrame(text, indent)
            || text.StartsWith("Caused by: ", StringComparison.Ordinal)
            || (indent > 0 && text.StartsWith("Suppressed: ", StringComparison.Ordinal))
            || (text.StartsWith("... ", StringComparison.Ordinal) && text.TrimEnd().EndsWith(" more", StringComparison.Ordinal))
            || (isTrace && (indent >= 4 || (indent == 0 && text.IndexOf(':') is var colon and > 0 && EndsAsType(text[..colon]))));
    }

    private static bool IsFrame(ReadOnlySpan<char> text, int indent) =>
        (text.StartsWith("at ", StringComparison.Ordinal) && text.IndexOf('(') is var bracket and > 4 && text[3..bracket].IndexOf('.') > 0
            && (indent > 0 || text[3..bracket].IndexOf(' ') < 0))
        || (indent > 0 && text.StartsWith("File \"", StringComparison.Ordinal));

    private static bool EndsAsType(ReadOnlySpan<char> name) =>
        name.EndsWith("Error", StringComparison.Ordinal) || name.EndsWith("Exception", StringComparison.Ordinal);

    private static int LengthOfEnding(ReadOnlySpan<char> text)
    {
        foreach (var ending in Endings)
        {
            if (text.StartsWith(ending, StringComparison.Ordinal))
            {
                return ending.Length;
            }
        }

        return 0;
    }

    /// <summary>
    /// Where the dotted name begins whose last part ends with the word at <paramref name="ending"/>, or -1: that part begins with a
    /// capital, and is more than the word unless others stand before it.
    /// </summary>
    private static int BeginOfName(ReadOnlySpan<char> text, int ending)
    {
        var begin = BeginOfPart(text, ending);
        var isQualified = begin > 1 && text[begin - 1] == '.' && IsPart(text[begin - 2]);
        if (!char.IsAsciiLetterUpper(text[begin]) || (begin == ending && !isQualified))
        {
            return -1;
        }

        while (ending - begin < MaxName && begin > 1 && text[begin - 1] == '.' && BeginOfPart(text, begin - 1) is var part && part < begin - 1
            && IsStart(text[part]))
        {
            begin = part;
        }

        return begin;
    }

    private static int BeginOfPart(ReadOnlySpan<char> text, int end)
    {
        var begin = end;
        while (begin > 0 && end - begin < MaxPart && IsPart(text[begin - 1]))
        {
            begin--;
        }

        return begin;
    }

    private static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$';

    private static bool IsStart(char c) => char.IsAsciiLetter(c) || c == '_';
}
