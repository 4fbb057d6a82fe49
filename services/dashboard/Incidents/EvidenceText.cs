using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CauseFlow.Dashboard.Incidents;

/// <summary>How text of facts is laid out. None of it becomes markup.</summary>
internal static partial class EvidenceText
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>JSON in lines; anything else, JSON that was cut included, as it is.</summary>
    public static string Readable(string raw)
    {
        if (raw is not ['{' or '[', ..])
        {
            return raw;
        }

        try
        {
            using var json = JsonDocument.Parse(raw);
            return JsonSerializer.Serialize(json.RootElement, Indented);
        }
        catch (JsonException)
        {
            return raw;
        }
    }

    /// <summary>Only https leads out of the page: a link comes from a message, too.</summary>
    public static string? SafeLink(string? link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps ? url.AbsoluteUri : null;

    /// <summary>The evidence ids in a text.</summary>
    public static IEnumerable<string> Ids(string text) => Cited(text).Where(part => part.IsId).Select(part => part.Text);

    /// <summary>Splits a text at the evidence ids in it; the brackets and commas about them fall away.</summary>
    public static IEnumerable<(string Text, bool IsId)> Cited(string text)
    {
        var at = 0;
        foreach (Match match in Id().Matches(text))
        {
            if (match.Index > at)
            {
                yield return (text[at..match.Index], false);
            }

            yield return (match.Groups[1].Value, true);
            at = match.Index + match.Length;
        }

        if (at < text.Length)
        {
            yield return (text[at..], false);
        }
    }

    [GeneratedRegex(@"\[?\b(evi_[a-z2-7]{8,64})\b(?:\]|, (?=evi_))?", RegexOptions.IgnoreCase)]
    private static partial Regex Id();
}
