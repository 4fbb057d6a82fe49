using System.Buffers;

namespace CauseFlow.Collection.Patterns;

/// <summary>Finds what identifies a stack trace: the exception's type and the frame that threw.</summary>
internal static class StackTrace
{
    private const int MaxName = 640;

    private static readonly string[] Endings = ["Exception", "Error", "Timeout", "Fault"];
    private static readonly SearchValues<string> AnyEnding = SearchValues.Create(Endings, StringComparison.Ordinal);

    /// <summary>The first word like <c>java.net.SocketTimeoutException</c> or <c>TypeError</c>; null where there is none.</summary>
    public static string? ExceptionTypeOf(ReadOnlySpan<char> text)
    {
        for (var from = 0; text[from..].IndexOfAny(AnyEnding) is var next and >= 0;)
        {
            var start = from + next;
            var end = start + LengthOfEnding(text[start..]);
            if ((end >= text.Length || !IsPart(text[end])) && Begin(text, start) is var begin && begin < start && char.IsAsciiLetterUpper(text[LastPart(text, begin, start)]))
            {
                return text[begin..end].ToString();
            }

            from = start + 1;
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

    /// <summary>Where the dotted name begins that ends at <paramref name="end"/>; a part of it never begins with a digit.</summary>
    private static int Begin(ReadOnlySpan<char> text, int end)
    {
        var begin = end;
        while (begin > 0 && end - begin < MaxName && (IsPart(text[begin - 1]) || (text[begin - 1] == '.' && begin < end && IsStart(text[begin]))))
        {
            begin--;
        }

        while (begin < end && !IsStart(text[begin]))
        {
            begin++;
        }

        return begin;
    }

    private static int LastPart(ReadOnlySpan<char> text, int begin, int end) => begin + text[begin..end].LastIndexOf('.') + 1;

    private static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$';

    private static bool IsStart(char c) => char.IsAsciiLetter(c) || c == '_';
}
