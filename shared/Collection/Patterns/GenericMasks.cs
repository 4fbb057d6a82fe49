namespace CauseFlow.Collection.Patterns;

/// <summary>
/// Replaces what differs from line to line in any log: ids, times, addresses, numbers, and innermost groups that hold values rather
/// than words. One pass over the line, without regular expressions: this is where mining spends its time.
/// </summary>
internal static class GenericMasks
{
    public const string Wildcard = "<*>";

    /// <summary>Characters inside a group that may be collapsed.</summary>
    private const int MaxGroup = 513;

    /// <summary>The longest mask for the shortest variable, <c>&lt;duration&gt;</c> for <c>1s</c>, and what parts them.</summary>
    private const int MaxGrowth = 6;

    private const string Redacted = "redacted:";
    private const string OpenRedacted = "[redacted";

    /// <summary>Characters that masking a line of that length needs.</summary>
    public static int Room(int length) => (length * MaxGrowth) + MaxGrowth;

    public static string Apply(string line)
    {
        var room = new char[Room(line.Length)];
        return new string(room, 0, Apply(line, room));
    }

    /// <returns>How many characters of <paramref name="masked"/> were written.</returns>
    /// <param name="line">One line.</param>
    /// <param name="masked">Of at least <see cref="Room"/>.</param>
    public static int Apply(ReadOnlySpan<char> line, Span<char> masked)
    {
        var (written, position) = (0, 0);
        var group = Group.None;
        while (position < line.Length)
        {
            var c = line[position];
            if (MaskClass.StartsVariable(c) && (position == 0 || !MaskClass.Binds(line[position - 1])))
            {
                var (length, mask) = Variable.At(line[position..]);
                if (length > 0)
                {
                    mask.CopyTo(masked[written..]);
                    written += mask.Length;
                    position += length;
                    group.HoldsValue = true;
                    continue;
                }
            }

            masked[written++] = c;
            position++;
            if (MaskClass.IsInGroup(c))
            {
                written = InGroup(c, masked, written, ref group);
            }
        }

        return written;
    }

    private static int InGroup(char c, Span<char> masked, int written, ref Group group)
    {
        switch (c)
        {
            case '(' or '[' or '{':
                group = new Group(written - 1, c);
                return written;
            case ')' or ']' or '}':
                var closed = group;
                group = Group.None;
                if (!closed.IsClosedBy(c) || !closed.HoldsValue || written - closed.Start - 2 > MaxGroup
                    || IsRedacted(masked[..written], closed.Start))
                {
                    return written;
                }

                Wildcard.CopyTo(masked[closed.Start..]);
                return closed.Start + Wildcard.Length;
            default:
                group.HoldsValue = true;
                return written;
        }
    }

    /// <summary>What the redactor left is the same on every line, and worth reading.</summary>
    private static bool IsRedacted(ReadOnlySpan<char> masked, int start) =>
        masked[start] == '[' && (masked[(start + 1)..].StartsWith(Redacted, StringComparison.Ordinal)
            || masked[..start].EndsWith(OpenRedacted, StringComparison.Ordinal));

    /// <summary>The bracket that was opened last, with none in between.</summary>
    private struct Group(int start, char open)
    {
        public static Group None => new(-1, '\0');

        public readonly int Start => start;

        public bool HoldsValue { get; set; }

        public readonly bool IsClosedBy(char c) => (open, c) is ('(', ')') or ('[', ']') or ('{', '}');
    }
}
