using System.Buffers;
using CauseFlow.Collection.Redaction;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>
/// Text that is cut somewhere: half a credential no longer has the form by which it is known, and would pass.
/// </summary>
internal static class CutText
{
    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\r\n\",;'>}");

    /// <summary>Redacted as long as it is whole, and then cut.</summary>
    public static string? Redacted(Redactor redactor, string? text, int max) =>
        text is { Length: > 0 } ? redactor.RedactUpTo(text, max) : text;

    /// <summary>Without the word at its end, where Azure has cut it there.</summary>
    /// <param name="text">As it came.</param>
    /// <param name="max">How long Azure was told to make it.</param>
    public static string WholeWords(string text, int max) =>
        text.Length < max ? text : text.AsSpan().LastIndexOfAny(Ends) is > 0 and var end ? text[..(end + 1)].TrimEnd() : "";
}
