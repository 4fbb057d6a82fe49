namespace CauseFlow.Collection.Patterns;

/// <summary>Text in quotes, which may be several tokens of a line: a value, unless it is what the line says (<c>msg="cart saved"</c>).</summary>
internal static class QuotedText
{
    private const int MaxTokens = 64;

    /// <summary>Where quotes open in a token, and in which token they are closed; negative where there are none.</summary>
    /// <param name="tokens">Of the line.</param>
    /// <param name="index">The token.</param>
    public static (int Open, int Last) In(string[] tokens, int index)
    {
        var token = tokens[index];
        for (var open = 0; open < token.Length; open++)
        {
            var quote = token[open];
            if (quote is not ('"' or '\'') || (open > 0 && (MaskClass.IsWord(token[open - 1]) || token[open - 1] == '\\')))
            {
                continue;
            }

            var isMessage = open > 1 && token[open - 1] == '=' && IsMessage(token.AsSpan(0, open - 1));
            return isMessage || (quote == '\'' && open + 1 == token.Length) ? (-1, -1) : (open, Last(tokens, index, open));
        }

        return (-1, -1);
    }

    /// <summary>The method of a quoted request line, <c>"GET /orders HTTP/1.1"</c>: it tells one statement from another.</summary>
    public static string? Method(string[] tokens, int index, int open)
    {
        var method = tokens[index].AsSpan(open + 1);
        return method.Length is >= 3 and <= 8 && tokens[index + 1][0] is '/' or 'h' or '*' && method.IndexOfAnyExceptInRange('A', 'Z') < 0
            ? method.ToString() : null;
    }

    /// <summary>Keys of what a line in the form of key=value says.</summary>
    public static bool IsMessage(ReadOnlySpan<char> key) =>
        key is "msg" or "message" or "error" or "err" or "reason" or "cause" or "exception" or "level" or "lvl" or "severity";

    private static int Last(string[] tokens, int index, int open)
    {
        var quote = tokens[index][open];
        for (var i = index; i < tokens.Length && i - index < MaxTokens; i++)
        {
            var token = tokens[i];
            for (var at = i == index ? open + 1 : 0; at < token.Length; at++)
            {
                if (token[at] == quote && (at + 1 == token.Length || !MaskClass.IsWord(token[at + 1])) && (at == 0 || token[at - 1] != '\\'))
                {
                    return i;
                }
            }
        }

        return -1;
    }
}
