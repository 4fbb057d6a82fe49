using System.Buffers;

namespace CauseFlow.Collection.Patterns;

/// <summary>
/// Replaces what differs from line to line in any log: ids, times, addresses, numbers, and groups that hold values rather than
/// words. One pass over the line, without regular expressions, from one telling character to
/// the next: this is where mining spends its time.
/// </summary>
internal ref struct GenericMasks
{
    public const string Wildcard = "<*>";

    /// <summary>The longest mask for the shortest variable, <c>&lt;duration&gt;</c> for <c>1s</c>, and what parts them.</summary>
    private const int MaxGrowth = 6;

    /// <summary>Changes of kind, letter to digit, from which a word is taken for a random one: <c>b7c2Qx9</c>, not <c>e17</c>.</summary>
    private const int RandomChanges = 3;
    private const int MinRandom = 8;

    private static readonly SearchValues<char> Telling = SearchValues.Create("0123456789=()[]{}<>");
    private static readonly SearchValues<char> ValueEnds = SearchValues.Create(" \t\r\n,;)]}&\"'([{<>");

    private readonly ReadOnlySpan<char> _line;
    private readonly Span<char> _masked;
    private readonly bool _isTrace;
    private MaskGroups _groups;
    private int _position;
    private int _written;
    private int _floor;

    private GenericMasks(ReadOnlySpan<char> line, Span<char> masked, bool isTrace)
    {
        _line = line;
        _masked = masked;
        _isTrace = isTrace;
        _groups = new MaskGroups();
    }

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
    /// <param name="isTrace">The type and frame of an exception: only numbers are masked, names and files say which it is.</param>
    public static int Apply(ReadOnlySpan<char> line, Span<char> masked, bool isTrace = false) =>
        new GenericMasks(line, masked, isTrace).Run();

    private int Run()
    {
        while (_position < _line.Length)
        {
            var plain = _line[_position..].IndexOfAny(Telling);
            Copy(plain < 0 ? _line.Length - _position : plain);
            if (_position < _line.Length)
            {
                Mask(_line[_position]);
            }
        }

        return _isTrace ? _written : _groups.End(_masked, _written);
    }

    private void Mask(char c)
    {
        if (MaskClass.IsDigit(c))
        {
            Digit();
        }
        else if (_isTrace)
        {
            Copy(1);
        }
        else if (c is '=')
        {
            Value();
        }
        else
        {
            Copy(1);
            _written = _groups.Take(c, _line, _position, _masked, _written);
        }
    }

    /// <summary>The first digit behind what was masked last: a variable begins here, or at the letters before it.</summary>
    private void Digit()
    {
        var prefix = 0;
        while (_position - prefix > _floor && MaskClass.IsWord(_line[_position - prefix - 1]))
        {
            prefix++;
        }

        var begin = _position - prefix;
        if (prefix == 0 && SourceLocation.EndsAt(_line, _position))
        {
            Copy(DigitsFrom(_position));
            _floor = _position;
            return;
        }

        if (prefix == 0 && !_isTrace && CalendarDate.At(_masked[..Math.Min(_written, _masked.Length)], _line[begin..]) is var (before, date) && date > 0)
        {
            _written -= before;
            Put("<time>", begin + date);
            return;
        }

        if (begin > _floor + 1 && _line[begin - 1] is '-' or ':' && MaskClass.IsHex(_line[begin - 2]) && TakeFromLetters(begin, prefix))
        {
            return;
        }

        var sign = prefix == 0 && begin > _floor && _line[begin - 1] is '+' or '-' && (begin == 1 || !MaskClass.Binds(_line[begin - 2])) ? 1 : 0;
        var (length, mask) = MaskClass.IsHex(_line[begin]) ? Variable.At(_line[(begin - sign)..]) : (0, "");
        if (length == 0 && sign > 0)
        {
            (sign, (length, mask)) = (0, Variable.At(_line[begin..]));
        }

        if (length > prefix)
        {
            _written -= prefix + sign;
            Put(mask, begin - sign + length);
            return;
        }

        Word(begin, prefix);
    }

    /// <summary>A uuid or an address whose first groups happen to hold no digit.</summary>
    private bool TakeFromLetters(int begin, int prefix)
    {
        var start = begin;
        while (start > _floor && (MaskClass.IsHex(_line[start - 1]) || _line[start - 1] is '-' or ':'))
        {
            start--;
        }

        if (start == begin || !MaskClass.IsHex(_line[start]) || (start > 0 && MaskClass.Binds(_line[start - 1])))
        {
            return false;
        }

        var (length, mask) = Variable.At(_line[start..]);
        if (length <= begin - start || mask is not ("<uuid>" or "<ip>"))
        {
            return false;
        }

        _written -= prefix + begin - start;
        Put(mask, start + length);
        return true;
    }

    /// <summary>A word that holds digits: its letters stay, unless they are random too; one digit belongs to a name, as in s3.</summary>
    private void Word(int begin, int prefix)
    {
        var (end, digits, changes) = (_position, 0, 0);
        for (; end < _line.Length && MaskClass.IsWord(_line[end]); end++)
        {
            var isDigit = MaskClass.IsDigit(_line[end]);
            digits += isDigit ? 1 : 0;
            changes += isDigit && end > begin && char.IsAsciiLetter(_line[end - 1]) ? 1 : 0;
        }

        if (digits == 1)
        {
            Copy(end - _position);
            _floor = _position;
            return;
        }

        _written -= changes >= RandomChanges && end - begin >= MinRandom ? prefix : 0;
        Put(Wildcard, end);
    }

    /// <summary>A value with digits behind <c>key=</c>, to the next blank or sign, is no word; one of letters may be worth reading.</summary>
    private void Value()
    {
        Copy(1);
        _floor = _position;
        if (_position < 2 || !MaskClass.IsWord(_line[_position - 2]))
        {
            return;
        }

        var rest = _line[_position..];
        var end = rest.IndexOfAny(ValueEnds);
        var value = end < 0 ? rest : rest[..end];
        if (!value.ContainsAnyInRange('0', '9') || (end >= 0 && rest[end] is '(' or '[' or '{' or '"' or '\''))
        {
            return;
        }

        var (known, mask) = MaskClass.StartsVariable(rest[0]) ? Variable.At(rest) : (0, "");
        Put(known >= value.Length ? mask : Wildcard, _position + Math.Max(known, value.Length));
    }

    private readonly int DigitsFrom(int position)
    {
        var length = _line[position..].IndexOfAnyExceptInRange('0', '9');
        return length < 0 ? _line.Length - position : length;
    }

    private void Copy(int length)
    {
        _line.Slice(_position, length).CopyTo(_masked[_written..]);
        _position += length;
        _written += length;
    }

    private void Put(string mask, int position)
    {
        mask.CopyTo(_masked[_written..]);
        _written += mask.Length;
        _position = position;
        _floor = position;
    }
}
