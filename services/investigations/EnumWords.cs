using System.Text.Json;

namespace CauseFlow.Investigations;

/// <summary>Enum values as query parameters, in the same snake_case words as in JSON.</summary>
internal static class EnumWords
{
    /// <summary>True with null for no value; false for a word that is not in the list.</summary>
    public static bool TryRead<T>(string? word, out T? value)
        where T : struct, Enum
    {
        value = null;
        if (string.IsNullOrEmpty(word))
        {
            return true;
        }

        foreach (var candidate in Enum.GetValues<T>())
        {
            if (JsonNamingPolicy.SnakeCaseLower.ConvertName(candidate.ToString()) == word)
            {
                value = candidate;
                return true;
            }
        }

        return false;
    }
}
