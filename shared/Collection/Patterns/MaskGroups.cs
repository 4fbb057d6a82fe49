using System.Buffers;
using System.Runtime.CompilerServices;

namespace CauseFlow.Collection.Patterns;

/// <summary>
/// The brackets that are open while a line is masked. A closed group becomes a wildcard if it holds values, unless it holds a
/// sentence too (<c>[order id: 4]</c>); an object (<c>Order(id=4, items=[..])</c>) does so whatever it holds.
/// </summary>
internal ref struct MaskGroups
{
    /// <summary>Characters inside a group that may be collapsed.</summary>
    private const int MaxGroup = 8_192;
    private const int MaxDepth = 16;
    private const string Redacted = "redacted:";
    private const string OpenRedacted = "[redacted";
    private static readonly SearchValues<char> Values = SearchValues.Create("0123456789=,:<");

    private Opened _open;
    private int _depth;

    /// <summary>Takes one bracket that was just written.</summary>
    /// <returns>How much is written of <paramref name="masked"/> now.</returns>
    public int Take(char c, ReadOnlySpan<char> line, int position, Span<char> masked, int written)
    {
        if (c is '(' or '[' or '{' or '<')
        {
            if (c != '<' || (position < line.Length && MaskClass.IsWord(line[position])))
            {
                Push(new Group(written - 1, position - 1, c));
            }

            return written;
        }

        while (c != '>' && _depth > 0 && _open[_depth - 1].Open == '<')
        {
            _depth--;
        }

        if (_depth == 0 || !_open[_depth - 1].IsClosedBy(c))
        {
            return written;
        }

        var closed = _open[--_depth];
        var left = Close(closed, line[(closed.Begin + 1)..(position - 1)], masked, written);
        if (_depth > 0)
        {
            _open[_depth - 1].HoldsGroup = true;
        }

        return left;
    }

    private void Push(Group group)
    {
        if (_depth == MaxDepth)
        {
            _depth = 0;
        }

        _open[_depth++] = group;
    }

    /// <summary>What is open at the end of a line that was cut off: from the first object on, it is one value.</summary>
    public readonly int End(Span<char> masked, int written)
    {
        for (var i = 0; i < _depth; i++)
        {
            if ((_open[i].HoldsGroup || i + 1 < _depth) && (_open[i].Open == '<' || IsObject(masked, _open[i].Start)))
            {
                return Collapse(_open[i], masked, _open[i].Start);
            }
        }

        return written;
    }

    private static int Close(Group closed, ReadOnlySpan<char> raw, Span<char> masked, int written)
    {
        var content = masked[(closed.Start + 1)..(written - 1)];
        var isObject = IsObject(masked, closed.Start);
        var isAssigned = isObject && masked[closed.Start - 1] == '=';
        if (content.Length > MaxGroup || !(isAssigned || content.ContainsAny(Values) || TemplateWord.IsLiteral(content) || (isObject && IsType(masked[..closed.Start]) && content.Length > 2))
            || IsRedacted(masked[..written], closed.Start) || (!isObject && closed.Open != '{' && IsSentence(content)))
        {
            return written;
        }

        if (IsRestated(masked[..closed.Start], content, raw))
        {
            return closed.Start - 1;
        }

        return Collapse(closed, masked, closed.Start);
    }

    /// <summary>The name of an object and a list's brackets stay: a value that is a list is not one that is a number.</summary>
    private static int Collapse(Group group, Span<char> masked, int start)
    {
        var name = start;
        while (name > 0 && (MaskClass.IsWord(masked[name - 1]) || masked[name - 1] is '.' or '$'))
        {
            name--;
        }

        var isAssigned = name > 0 && masked[name - 1] == '=';
        var (open, close) = isAssigned ? ("", "") : name < start ? (group.Open.ToString(), Closing(group.Open)) : group.Open == '[' ? ("[", "]") : ("", "");
        start = isAssigned ? name : start;
        open.CopyTo(masked[start..]);
        GenericMasks.Wildcard.CopyTo(masked[(start + open.Length)..]);
        close.CopyTo(masked[(start + open.Length + GenericMasks.Wildcard.Length)..]);
        return start + open.Length + GenericMasks.Wildcard.Length + close.Length;
    }

    private static string Closing(char open) => open switch { '(' => ")", '[' => "]", '{' => "}", _ => ">" };

    private static bool IsObject(ReadOnlySpan<char> masked, int start) =>
        start > 0 && (MaskClass.IsWord(masked[start - 1]) || masked[start - 1] is '=' or '>');

    /// <summary>The word before is a name with a capital: <c>Set(alice)</c>, not <c>error(s)</c>.</summary>
    private static bool IsType(ReadOnlySpan<char> before)
    {
        var begin = before.Length;
        while (begin > 0 && MaskClass.IsWord(before[begin - 1]))
        {
            begin--;
        }

        return begin < before.Length && char.IsAsciiLetterUpper(before[begin]);
    }

    /// <summary>A word beside another one. Words with commas between are a list, and quoted ones are values.</summary>
    private static bool IsSentence(ReadOnlySpan<char> content)
    {
        if (content.Contains('"'))
        {
            return false;
        }

        foreach (var range in content.Split(','))
        {
            var part = content[range].Trim();
            var space = part.IndexOf(' ');
            if (space > 0 && (HoldsWord(part[..space]) || HoldsWord(part[(space + 1)..])))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A word that is no value: neither masked nor a key.</summary>
    private static bool HoldsWord(ReadOnlySpan<char> part)
    {
        foreach (var range in part.Split(' '))
        {
            var token = part[range];
            if (token.Length > 0 && char.IsLetter(token[0]) && token.IndexOfAny('<', '=') < 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary><c>1190 bytes (1.16 KB)</c>: the same amount once more, as writers do from some size on.</summary>
    private static bool IsRestated(ReadOnlySpan<char> before, ReadOnlySpan<char> content, ReadOnlySpan<char> raw)
    {
        if (before.Length < 2 || before[^1] != ' ' || content is not ("<num>" or "<duration>") || !char.IsAsciiLetter(raw[^1]))
        {
            return false;
        }

        var unit = before[..^1].LastIndexOf(' ');
        return before[..^1].EndsWith('>') || (unit > 0 && before[unit - 1] == '>' && char.IsAsciiLetter(before[unit + 1]));
    }

    /// <summary>What the redactor left is the same on every line, and worth reading.</summary>
    private static bool IsRedacted(ReadOnlySpan<char> masked, int start) =>
        masked[start] == '[' && (masked[(start + 1)..].StartsWith(Redacted, StringComparison.Ordinal)
            || masked[..start].EndsWith(OpenRedacted, StringComparison.Ordinal));

    [InlineArray(MaxDepth)]
    private struct Opened
    {
        private Group _first;
    }

    /// <summary>A bracket: where it was written and where it was read.</summary>
    private struct Group(int start, int begin, char open)
    {
        public readonly int Start => start;

        public readonly int Begin => begin;

        public readonly char Open => open;

        public bool HoldsGroup { get; set; }

        public readonly bool IsClosedBy(char c) => (open, c) is ('(', ')') or ('[', ']') or ('{', '}') or ('<', '>');
    }
}
