namespace CauseFlow.Collection;

/// <summary>Cuts text without leaving half a character, which no encoder takes.</summary>
public static class WholeText
{
    /// <summary>At most so many UTF-16 units of the text, one less where a surrogate pair would be parted.</summary>
    public static int LengthUpTo(ReadOnlySpan<char> text, int max) =>
        text.Length <= max ? text.Length : max > 0 && char.IsHighSurrogate(text[max - 1]) ? max - 1 : max;

    /// <summary>The beginning of the text, at most so long.</summary>
    public static string UpTo(string text, int max)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= max ? text : text[..LengthUpTo(text, max)];
    }
}
