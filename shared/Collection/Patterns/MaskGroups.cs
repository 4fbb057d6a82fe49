using System.Buffers;
using System.Runtime.CompilerServices;

namespace CauseFlow.Collection.Patterns;

/// <summary>
/// The brackets that are open while a line is masked. A closed group becomes a wildcard if it holds values; one around other
/// groups only where it is an object (<c>Order(id=4, items=[..])</c>) or a list, not where it holds a sentence.
/// </summary>
internal ref struct MaskGroups
{
    /// <summary>Characters inside a group that may be collapsed.</summary>
    private const int MaxGroup = 2_048;
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

    private static int Close(Group closed, ReadOnlySpan<char> raw, Span<char> masked, int written)
    {
        var content = masked[(closed.Start + 1)..(written - 1)];
        if (content.Length > MaxGroup || !content.ContainsAny(Values) || IsRedacted(masked[..written], closed.Start)
            || (closed.HoldsGroup && !IsObject(masked, closed.Start) && HoldsWords(content)))
        {
            return written;
        }

        if (IsRestated(masked[..closed.Start], content, raw))
        {
            return closed.Start - 1;
        }

        GenericMasks.Wildcard.CopyTo(masked[closed.Start..]);
        return closed.Start + GenericMasks.Wildcard.Length;
    }

    private static bool IsObject(ReadOnlySpan<char> masked, int start) =>
        start > 0 && (MaskClass.IsWord(masked[start - 1]) || masked[start - 1] is '=' or '>');

    /// <summary>A word that is no value: neither masked nor a key.</summary>
    private static bool HoldsWords(ReadOnlySpan<char> content)
    {
        foreach (var range in content.SplitAny(' ', ','))
        {
            var token = content[range];
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
