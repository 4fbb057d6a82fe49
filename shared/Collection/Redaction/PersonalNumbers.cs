using System.Text;

namespace CauseFlow.Collection.Redaction;

/// <summary>
/// Takes out card numbers (Luhn), Brazilian CPFs (check digits) and telephone numbers in their usual forms. What only looks alike
/// (times, versions, addresses, ids) stays, because diagnosis needs it. One pass, without regular expressions: nearly every line has
/// digits.
/// </summary>
internal static class PersonalNumbers
{
    private const int MaxCardDigits = 19;
    private const int MinDigits = 10;
    private const int MaxPhoneDigits = 15;

    /// <summary>With its country's code; hardly any is longer.</summary>
    private const int WholeNumber = 11;

    public static string Redact(string text)
    {
        StringBuilder? clean = null;
        var (kept, position) = (0, 0);
        while (position < text.Length)
        {
            var next = text.AsSpan(position).IndexOfAnyInRange('0', '9');
            if (next < 0)
            {
                break;
            }

            position += next;
            var (start, length, name) = At(text, position);
            if (length == 0)
            {
                position += Run(text, position);
                continue;
            }

            clean ??= new StringBuilder(text.Length);
            clean.Append(text, kept, start - kept).Append("[redacted:").Append(name).Append(']');
            position = kept = start + length;
        }

        return clean is null ? text : clean.Append(text, kept, text.Length - kept).ToString();
    }

    private static (int Start, int Length, string Name) At(string text, int position)
    {
        var before = position == 0 ? ' ' : text[position - 1];
        if (IsWord(before) || !HasEnoughDigits(text, position))
        {
            return default;
        }

        if (before == '+' && Phone(text, position, before) is { Length: > 0 } international)
        {
            return international;
        }

        return Cpf(text, position) is var cpf and > 0 ? (position, cpf, "cpf")
            : Card(text, position) is var card and > 0 ? (position, card, "card")
            : Phone(text, position, before);
    }

    /// <summary>000.000.000-00 with right check digits; the bare form is too much like any other number.</summary>
    private static int Cpf(string text, int position)
    {
        const int length = 14;
        if (position + length > text.Length || text[position + 3] != '.' || text[position + 7] != '.' || text[position + 11] != '-'
            || !EndsAt(text, position + length))
        {
            return 0;
        }

        Span<int> digits = stackalloc int[11];
        var found = 0;
        for (var i = 0; i < length; i++)
        {
            if (i is 3 or 7 or 11)
            {
                continue;
            }

            if (!char.IsAsciiDigit(text[position + i]))
            {
                return 0;
            }

            digits[found++] = text[position + i] - '0';
        }

        return CheckDigit(digits[..9]) == digits[9] && CheckDigit(digits[..10]) == digits[10] ? length : 0;
    }

    private static int CheckDigit(ReadOnlySpan<int> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            sum += digits[i] * (digits.Length + 1 - i);
        }

        return sum * 10 % 11 % 10;
    }

    /// <summary>13 to 19 digits of a known issuer with right check digit, in one or with single spaces or dashes between.</summary>
    private static int Card(string text, int position)
    {
        Span<int> digits = stackalloc int[MaxCardDigits];
        var (found, i, length) = (0, position, 0);
        while (found < MaxCardDigits && i < text.Length)
        {
            if (text[i] is ' ' or '-' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]))
            {
                i++;
            }

            if (!char.IsAsciiDigit(text[i]))
            {
                break;
            }

            digits[found++] = text[i++] - '0';
            if (IsCardLength(digits, found) && EndsAt(text, i) && IsLuhn(digits[..found]))
            {
                length = i - position;
            }
        }

        return length;
    }

    private static bool IsCardLength(ReadOnlySpan<int> digits, int count) => (digits[0], digits[1]) switch
    {
        (4, _) => count is >= 13 and <= 19,
        (2 or 5, _) or (6, 0 or 5) => count == 16,
        (3, 4 or 7) => count == 15,
        _ => false,
    };

    private static bool IsLuhn(ReadOnlySpan<int> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[digits.Length - 1 - i];
            sum += i % 2 == 0 ? digit : digit > 4 ? (digit * 2) - 9 : digit * 2;
        }

        return sum % 10 == 0;
    }

    /// <summary>+49 30 1234567, (11) 91234-5678, (212) 555-0123, 212-555-0123: with the signs that people write into them.</summary>
    private static (int Start, int Length, string Name) Phone(string text, int position, char before)
    {
        if (before == '+')
        {
            var length = International(text, position);
            return length > 0 && (position < 2 || !IsWord(text[position - 2])) ? (position - 1, length + 1, "phone") : default;
        }

        if (before == '(' && (position < 2 || !IsWord(text[position - 2])))
        {
            var area = Run(text, position);
            var rest = position + area + 1;
            if (area is 2 or 3 && rest < text.Length && text[rest - 1] == ')')
            {
                rest += text[rest] == ' ' ? 1 : 0;
                var local = Local(text, rest, area == 2 ? 4 : 3, area == 2 ? 5 : 3);
                return local > 0 ? (position - 1, rest + local - position + 1, "phone") : default;
            }

            return default;
        }

        return before is not ('-' or '.' or ':' or '/') && Run(text, position) == 3 && text[position] >= '2'
            && position + 4 < text.Length && text[position + 3] == '-' && Local(text, position + 4, 3, 3) is var seven and > 0
            ? (position, 4 + seven, "phone") : default;
    }

    /// <summary>Eight to fifteen digits in at least two parts, or ten and more in one; what follows a whole number is none of it.</summary>
    private static int International(string text, int position)
    {
        var (digits, parts, i, length) = (0, 0, position, 0);
        while (text[position] != '0' && i < text.Length && digits < WholeNumber)
        {
            var run = Run(text, i);
            (digits, parts) = (digits + run, parts + 1);
            if (run == 0 || digits > MaxPhoneDigits)
            {
                break;
            }

            i += run;
            length = digits >= 8 && (parts > 1 || digits >= MinDigits) && EndsAt(text, i) ? i - position : length;
            for (var signs = 0; signs < 2 && i < text.Length && text[i] is ' ' or '-' or '.' or '(' or ')'; signs++)
            {
                i++;
            }
        }

        return length;
    }

    /// <summary>A few digits, a dash, four digits.</summary>
    private static int Local(string text, int position, int min, int max)
    {
        if (position >= text.Length)
        {
            return 0;
        }

        var first = Run(text, position);
        var dash = position + first;
        return first >= min && first <= max && dash + 4 < text.Length && text[dash] == '-' && Run(text, dash + 1) == 4
            && EndsAt(text, dash + 5) && (dash + 5 >= text.Length || text[dash + 5] != '-') ? first + 5 : 0;
    }

    /// <summary>Ten digits with nothing but single signs between: anything shorter is none of these.</summary>
    private static bool HasEnoughDigits(string text, int position)
    {
        var (digits, gap) = (0, 0);
        for (var i = position; i < text.Length && gap < 3; i++)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                (digits, gap) = (digits + 1, 0);
                if (digits == MinDigits)
                {
                    return true;
                }
            }
            else if (text[i] is ' ' or '-' or '.' or '(' or ')')
            {
                gap++;
            }
            else
            {
                return digits >= 8 && position > 0 && text[position - 1] == '+';
            }
        }

        return digits >= 8 && position > 0 && text[position - 1] == '+';
    }

    private static int Run(string text, int position)
    {
        var end = position;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - position;
    }

    private static bool EndsAt(string text, int end) => end >= text.Length || !IsWord(text[end]);

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
