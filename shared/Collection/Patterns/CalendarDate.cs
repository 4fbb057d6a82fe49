namespace CauseFlow.Collection.Patterns;

/// <summary>A date in words, as the C library writes it: <c>Sun Jan 29 16:43:08 CST 2023</c>, <c>Jan 29 16:43:08</c>, <c>Jan 29</c>.</summary>
internal static class CalendarDate
{
    private const string Months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private const string Days = "MonTueWedThuFriSatSun";

    /// <returns>Characters before the day of the month, and from it on; 0 of the second where it is none.</returns>
    /// <param name="before">What stands before.</param>
    /// <param name="text">Begins with the day of the month.</param>
    public static (int Before, int Length) At(ReadOnlySpan<char> before, ReadOnlySpan<char> text)
    {
        var words = before.TrimEnd(' ');
        if (words.Length < 3 || words.Length == before.Length || !IsName(words, Months))
        {
            return (0, 0);
        }

        var digits = Digits(text);
        if (digits is 0 or > 2 || (digits < text.Length && text[digits] is not (' ' or ',' or ')' or ']')))
        {
            return (0, 0);
        }

        var begin = words.Length - 3;
        begin -= begin >= 4 && words[begin - 1] == ' ' && IsName(words[..(begin - 1)], Days) ? 4 : 0;
        return (before.Length - begin, digits + Rest(text[digits..]));
    }

    /// <summary>A time of day, a zone and a year, each if it is there.</summary>
    private static int Rest(ReadOnlySpan<char> text)
    {
        var length = 0;
        if (text.Length >= 9 && text[0] == ' ' && text[3] == ':' && text[6] == ':' && Digits(text[1..]) == 2 && Digits(text[7..]) == 2)
        {
            length = 9;
        }

        var zone = text[length..];
        if (length > 0 && zone.Length >= 4 && zone[0] == ' ' && zone[1..].IndexOfAnyExceptInRange('A', 'Z') is 3 or 4)
        {
            zone = zone[(1 + zone[1..].IndexOfAnyExceptInRange('A', 'Z'))..];
        }

        return zone.Length >= 5 && zone[0] == ' ' && Digits(zone[1..]) == 4 && zone[1] is '1' or '2' ? text.Length - zone.Length + 5 : length;
    }

    private static bool IsName(ReadOnlySpan<char> words, string names) =>
        words.Length >= 3 && names.AsSpan().IndexOf(words[^3..]) is var index && index >= 0 && index % 3 == 0
        && (words.Length == 3 || !MaskClass.IsWord(words[^4]));

    private static int Digits(ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAnyExceptInRange('0', '9');
        return length < 0 ? text.Length : length;
    }
}
