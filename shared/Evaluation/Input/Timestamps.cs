using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace CauseFlow.Evaluation.Input;

/// <summary>
/// Times as files of cases have them: ISO 8601 with <c>T</c> or a blank, with or without fraction and offset (none is UTC), or a
/// Unix time in seconds, milliseconds, microseconds or nanoseconds, told apart by its size.
/// </summary>
public static class Timestamps
{
    private const double FirstMilliseconds = 1e11;
    private const double FirstMicroseconds = 1e14;
    private const double FirstNanoseconds = 1e17;
    private const int MaxLength = 64;

    public static bool TryRead(JsonElement value, out DateTimeOffset time)
    {
        time = default;
        return value.ValueKind switch
        {
            JsonValueKind.String => TryParse(value.GetString(), out time),
            JsonValueKind.Number => TryParse(value.GetRawText(), out time),
            _ => false,
        };
    }

    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        if (text is null || text.Length > MaxLength)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[MaxLength * 3];
        return TryParse(bytes[..Encoding.UTF8.GetBytes(text, bytes)], out time);
    }

    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        text = text.Trim((byte)' ');
        time = default;
        return text.Length > 10 && text[4] == '-' ? TryIso(text, out time) : TryUnix(text, out time);
    }

    private static bool TryIso(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length < 16 || text[7] != '-' || text[10] is not ((byte)'T' or (byte)' ' or (byte)'t') || text[13] != ':'
            || !Number(text[..4], out var year) || !Number(text.Slice(5, 2), out var month) || !Number(text.Slice(8, 2), out var day)
            || !Number(text.Slice(11, 2), out var hour) || !Number(text.Slice(14, 2), out var minute))
        {
            return false;
        }

        var second = 0;
        var rest = text[16..];
        if (rest.Length > 0 && rest[0] == ':')
        {
            if (rest.Length < 3 || !Number(rest.Slice(1, 2), out second))
            {
                return false;
            }

            rest = rest[3..];
        }

        var fraction = Fraction(ref rest);
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59
            || second > 60 || !Offset(rest, out var offset))
        {
            return false;
        }

        // A leap second is the second after.
        var ticks = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc).Ticks + (second * TimeSpan.TicksPerSecond) + fraction - offset;
        return At(ticks, out time);
    }

    private static long Fraction(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length == 0 || rest[0] is not ((byte)'.' or (byte)','))
        {
            return 0;
        }

        var (i, unit, ticks) = (1, TimeSpan.TicksPerSecond / 10, 0L);
        for (; i < rest.Length && rest[i] is >= (byte)'0' and <= (byte)'9'; i++)
        {
            ticks += (rest[i] - '0') * unit;
            unit /= 10;
        }

        rest = rest[i..];
        return ticks;
    }

    private static bool Offset(ReadOnlySpan<byte> rest, out long ticks)
    {
        ticks = 0;
        rest = rest.Trim((byte)' ');
        if (rest.Length == 0 || rest.SequenceEqual("Z"u8) || rest.SequenceEqual("z"u8) || rest.SequenceEqual("UTC"u8))
        {
            return true;
        }

        if (rest.Length < 3 || rest[0] is not ((byte)'+' or (byte)'-') || !Number(rest.Slice(1, 2), out var hours))
        {
            return false;
        }

        var tail = rest[3..];
        tail = tail.Length > 0 && tail[0] == ':' ? tail[1..] : tail;
        var minutes = 0;
        if (tail.Length != 0 && (tail.Length != 2 || !Number(tail, out minutes)))
        {
            return false;
        }

        ticks = ((hours * 60) + minutes) * TimeSpan.TicksPerMinute * (rest[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryUnix(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length == 0 || !Utf8Parser.TryParse(text, out decimal value, out var used) || used != text.Length || value < 0)
        {
            return false;
        }

        var perUnit = (double)value switch
        {
            >= FirstNanoseconds => 0.01m,
            >= FirstMicroseconds => 10m,
            >= FirstMilliseconds => TimeSpan.TicksPerMillisecond,
            _ => TimeSpan.TicksPerSecond,
        };
        return value < decimal.MaxValue / TimeSpan.TicksPerSecond && At((long)Math.Min(long.MaxValue / 2, value * perUnit) + DateTime.UnixEpoch.Ticks, out time);
    }

    private static bool At(long ticks, out DateTimeOffset time)
    {
        var isValid = ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks;
        time = isValid ? new DateTimeOffset(ticks, TimeSpan.Zero) : default;
        return isValid;
    }

    private static bool Number(ReadOnlySpan<byte> digits, out int number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            number = (number * 10) + (digit - '0');
        }

        return true;
    }
}
