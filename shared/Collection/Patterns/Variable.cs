namespace CauseFlow.Collection.Patterns;

/// <summary>
/// Recognises what varies at the start of a text, the most telling kind first: uuid, time, ip, hex, duration, number. None ends in
/// the middle of a word, and a word of letters alone is never hexadecimal ("facade").
/// </summary>
internal static class Variable
{
    private const int MaxDigits = 30;
    private const int MaxParts = 8;

    /// <summary>Shorter ones are hexadecimal too often by chance; below eight characters two digits are asked for.</summary>
    private const int MinHexadecimal = 6;
    private static readonly string[] Units =
        ["milliseconds", "seconds", "second", "minutes", "hours", "secs", "sec", "min", "ms", "us", "µs", "ns", "s", "h"];

    /// <returns>How long it is, 0 where none is, and the mask that stands for it.</returns>
    public static (int Length, string Mask) At(ReadOnlySpan<char> text)
    {
        var digits = Digits(text, MaxDigits + 1);
        if (digits == 0)
        {
            return text[0] is '+' or '-' ? Signed(text) : Hexadecimal(text);
        }

        if (Uuid(text) is var uuid and > 0)
        {
            return (uuid, "<uuid>");
        }

        if (Time(text, digits) is var time and > 0)
        {
            return (time, "<time>");
        }

        if (Address(text, digits) is var address and > 0)
        {
            return (address, "<ip>");
        }

        var hex = Hexadecimal(text);
        if (hex.Length > 0)
        {
            return hex;
        }

        return Duration(text, digits) is var duration and > 0 ? (duration, "<duration>")
            : Number(text, digits) is var number and > 0 ? (number, "<num>")
            : (0, "");
    }

    private static (int Length, string Mask) Signed(ReadOnlySpan<char> text)
    {
        var number = text[1..];
        return Digits(number, MaxDigits + 1) is var digits and > 0 && Number(number, digits) is var length and > 0
            ? (1 + length, "<num>") : (0, "");
    }

    /// <summary>0x…, a uuid or an IPv6 address that begins with a letter, or 6 to 64 hexadecimal characters of both kinds.</summary>
    private static (int Length, string Mask) Hexadecimal(ReadOnlySpan<char> text)
    {
        if (text.Length > 2 && text[0] == '0' && text[1] is 'x' or 'X')
        {
            var prefixed = 2 + HexCharacters(text[2..], 65, out _, out _);
            return prefixed is > 2 and <= 66 && EndsAt(text, prefixed) ? (prefixed, "<hex>") : (0, "");
        }

        var length = HexCharacters(text, 65, out var hasDigit, out var hasLetter);
        if (length == 8 && !MaskClass.IsDigit(text[0]) && Uuid(text) is var uuid and > 0)
        {
            return (uuid, "<uuid>");
        }

        if (length is > 0 and <= 4 && !MaskClass.IsDigit(text[0]) && Ipv6(text) is var address and > 0)
        {
            return (address, "<ip>");
        }

        return length is >= MinHexadecimal and <= 64 && hasDigit && hasLetter && EndsAt(text, length)
            && (length >= 8 || DigitsIn(text[..length]) > 1) ? (length, "<hex>") : (0, "");
    }

    private static int DigitsIn(ReadOnlySpan<char> text)
    {
        var digits = 0;
        foreach (var c in text)
        {
            digits += MaskClass.IsDigit(c) ? 1 : 0;
        }

        return digits;
    }

    private static int Uuid(ReadOnlySpan<char> text)
    {
        const int length = 36;
        if (text.Length < length || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-')
        {
            return 0;
        }

        for (var i = 0; i < length; i++)
        {
            if (i is not (8 or 13 or 18 or 23) && !MaskClass.IsHex(text[i]))
            {
                return 0;
            }
        }

        return EndsAt(text, length) ? length : 0;
    }

    /// <summary>Date and time of day, a time of day, or a date; with fraction and zone where they stand.</summary>
    private static int Time(ReadOnlySpan<char> text, int digits)
    {
        if (digits == 2)
        {
            return Longest(text, TimeOfDay(text));
        }

        if (digits != 4 || text.Length < 10 || text[4] is not ('-' or '/') || text[7] is not ('-' or '/')
            || Digits(text[5..], 3) != 2 || Digits(text[8..], 3) != 2)
        {
            return 0;
        }

        if (text.Length >= 19 && text[10] is 'T' or ' ' && TimeOfDay(text[11..]) is var time and > 0
            && Longest(text, 11 + time) is var moment and > 0)
        {
            return moment;
        }

        return text[4] == '-' && text[7] == '-' && EndsAt(text, 10) ? 10 : 0;
    }

    /// <summary>hh:mm:ss, or 0.</summary>
    private static int TimeOfDay(ReadOnlySpan<char> text) =>
        text.Length >= 8 && text[2] == ':' && text[5] == ':' && Digits(text, 3) == 2 && Digits(text[3..], 3) == 2
        && MaskClass.IsDigit(text[6]) && MaskClass.IsDigit(text[7]) ? 8 : 0;

    /// <summary>With fraction and zone behind it, as far as it does not end inside a word.</summary>
    private static int Longest(ReadOnlySpan<char> text, int seconds)
    {
        if (seconds == 0)
        {
            return 0;
        }

        var end = seconds;
        if (end < text.Length && text[end] is '.' or ',' && Digits(text[(end + 1)..], 10) is var fraction and > 0 and <= 9)
        {
            end += 1 + fraction;
        }

        var zoned = end + Zone(text[end..]);
        return EndsAt(text, zoned) ? zoned : EndsAt(text, end) ? end : EndsAt(text, seconds) ? seconds : 0;
    }

    private static int Zone(ReadOnlySpan<char> text)
    {
        if (text.Length > 0 && text[0] == 'Z')
        {
            return 1;
        }

        if (text.Length < 5 || text[0] is not ('+' or '-') || Digits(text[1..], 3) is not (2 or 3))
        {
            return 0;
        }

        return text[3] == ':' ? (Digits(text[4..], 2) == 2 ? 6 : 0) : Digits(text[1..], 4) == 4 ? 5 : 0;
    }

    private static int Address(ReadOnlySpan<char> text, int digits) =>
        digits <= 3 && Ipv4(text) is var four and > 0 ? four : digits <= 4 ? Ipv6(text) : 0;

    private static int Ipv4(ReadOnlySpan<char> text)
    {
        var end = 0;
        for (var part = 0; part < 4; part++)
        {
            if (part > 0 && (end >= text.Length || text[end++] != '.'))
            {
                return 0;
            }

            var digits = Digits(text[end..], 4);
            if (digits is 0 or > 3)
            {
                return 0;
            }

            end += digits;
        }

        if (end < text.Length && text[end] == ':' && Digits(text[(end + 1)..], 6) is var port and > 0 and <= 5
            && EndsAt(text, end + 1 + port))
        {
            return end + 1 + port;
        }

        return EndsAt(text, end) ? end : 0;
    }

    /// <summary>Five to eight groups: fewer colons are a time, a port or a ratio.</summary>
    private static int Ipv6(ReadOnlySpan<char> text)
    {
        var (end, colons, good) = (HexCharacters(text, 5, out _, out _), 0, 0);
        while (end is > 0 && end < text.Length && text[end] == ':' && colons < 7)
        {
            colons++;
            end++;
            var group = HexCharacters(text[end..], 5, out _, out _);
            if (group > 4)
            {
                break;
            }

            end += group;
            good = colons >= 4 && EndsAt(text, end) ? end : good;
        }

        return good;
    }

    private static int Duration(ReadOnlySpan<char> text, int digits)
    {
        var end = digits;
        if (end + 1 < text.Length && text[end] == '.' && Digits(text[(end + 1)..], 10) is var fraction and > 0 and <= 9)
        {
            end += 1 + fraction;
        }

        end += end < text.Length && text[end] == ' ' ? 1 : 0;
        foreach (var unit in Units)
        {
            if (text[end..].StartsWith(unit, StringComparison.Ordinal) && EndsAt(text, end + unit.Length))
            {
                return end + unit.Length;
            }
        }

        return 0;
    }

    /// <summary>Digits with dots or commas between, per cent or a unit of bytes behind, after a blank too.</summary>
    private static int Number(ReadOnlySpan<char> text, int digits)
    {
        if (digits > MaxDigits)
        {
            return 0;
        }

        var (end, good) = (digits, WithUnit(text, digits));
        for (var part = 0; part < MaxParts && end + 1 < text.Length && text[end] is '.' or ','; part++)
        {
            var more = Digits(text[(end + 1)..], MaxDigits + 1);
            if (more is 0 or > MaxDigits)
            {
                break;
            }

            end += 1 + more;
            good = WithUnit(text, end) is var longer and > 0 ? longer : good;
        }

        return good;
    }

    private static int WithUnit(ReadOnlySpan<char> text, int end)
    {
        var rest = text[end..];
        var unit = rest.Length == 0 ? 0 : rest[0] == '%' || rest[0] == 'B' ? 1
            : rest[0] == ' ' && (rest.Length > 1 && rest[1] == 'B' ? 1 : Multiple(rest[1..])) is var parted and > 0 && EndsAt(text, end + 1 + parted) ? 1 + parted
            : Multiple(rest);
        return EndsAt(text, end + unit) ? end + unit : EndsAt(text, end) ? end : 0;
    }

    /// <summary>Length of KB, kB, MiB and the like; 0 where there is none.</summary>
    private static int Multiple(ReadOnlySpan<char> text) =>
        text.Length < 2 || text[0] is not ('k' or 'K' or 'M' or 'G' or 'T') ? 0
        : text[1] == 'B' ? 2
        : text.Length > 2 && text[1] == 'i' && text[2] == 'B' ? 3 : 0;

    private static bool EndsAt(ReadOnlySpan<char> text, int end) => end >= text.Length || !MaskClass.IsWord(text[end]);

    private static int Digits(ReadOnlySpan<char> text, int max)
    {
        var length = 0;
        while (length < max && length < text.Length && MaskClass.IsDigit(text[length]))
        {
            length++;
        }

        return length;
    }

    private static int HexCharacters(ReadOnlySpan<char> text, int max, out bool hasDigit, out bool hasLetter)
    {
        (hasDigit, hasLetter) = (false, false);
        var length = 0;
        for (; length < max && length < text.Length && MaskClass.IsHex(text[length]); length++)
        {
            var isDigit = MaskClass.IsDigit(text[length]);
            hasDigit |= isDigit;
            hasLetter |= !isDigit;
        }

        return length;
    }
}
