namespace CauseFlow.Collection.Patterns;

/// <summary>What a character means while a line is masked.</summary>
internal static class MaskClass
{
    private const byte Digit = 1;
    private const byte Hex = 2;
    private const byte Word = 4;
    private const byte Start = 8;
    private const byte Grouping = 16;
    private static readonly byte[] Classes = Make();

    /// <summary>May be the first character of a number, time, address or id.</summary>
    public static bool StartsVariable(char c) => c < 128 && (Classes[c] & Start) != 0;

    /// <summary>A variable does not begin behind it: it would be the rest of a word, or of a mask.</summary>
    public static bool Binds(char c) => IsWord(c) || c == '<';

    /// <summary>A letter, digit or underscore of any script.</summary>
    public static bool IsWord(char c) => c < 128 ? (Classes[c] & Word) != 0 : char.IsLetterOrDigit(c);

    public static bool IsDigit(char c) => char.IsAsciiDigit(c);

    public static bool IsHex(char c) => c < 128 && (Classes[c] & Hex) != 0;

    /// <summary>A bracket, or a sign that a group in brackets holds values.</summary>
    public static bool IsInGroup(char c) => c < 128 && (Classes[c] & Grouping) != 0;

    private static byte[] Make()
    {
        var classes = new byte[128];
        for (var c = '\0'; c < 128; c++)
        {
            classes[c] = (byte)(
                (char.IsAsciiDigit(c) ? Digit | Start | Grouping : 0)
                | (char.IsAsciiHexDigit(c) ? Hex | Start : 0)
                | (char.IsAsciiLetterOrDigit(c) || c == '_' ? Word : 0)
                | (c is '+' or '-' ? Start : 0)
                | (c is '(' or ')' or '[' or ']' or '{' or '}' or '=' or ',' or ':' or '<' ? Grouping : 0));
        }

        return classes;
    }
}
