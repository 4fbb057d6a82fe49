namespace CauseFlow.CloudSimulation.Policies;

/// <summary>The wildcards of IAM: <c>*</c> for any run of characters, <c>?</c> for one.</summary>
internal static class Wildcard
{
    public static bool Matches(string pattern, string text, bool ignoreCase)
    {
        var (p, t, star, resume) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, resume) = (p++, t);
            }
            else if (p < pattern.Length && (pattern[p] == '?' || Same(pattern[p], text[t], ignoreCase)))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).Trim('*').IsEmpty;
    }

    private static bool Same(char left, char right, bool ignoreCase) =>
        ignoreCase ? char.ToUpperInvariant(left) == char.ToUpperInvariant(right) : left == right;
}
