using System.Text;
using System.Text.Json;

namespace CauseFlow.Evaluation.Input;

/// <summary>Small JSON files of a case, read whole, with errors that name file and row.</summary>
internal static class JsonFile
{
    private const long MaxBytes = 256L * 1024 * 1024;

    private static readonly JsonDocumentOptions Options = new()
    {
        MaxDepth = 64, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>Null when the file does not exist.</summary>
    public static JsonDocument? Open(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var bytes = new FileInfo(path).Length <= MaxBytes ? File.ReadAllBytes(path)
                : throw new BadInputException(name, "is larger than 256 MiB.");
            var from = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
            return JsonDocument.Parse(bytes.AsMemory(from), Options);
        }
        catch (JsonException exception)
        {
            throw new BadInputException(name, (exception.LineNumber ?? 0) + 1, "is no JSON here.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(name, "cannot be read.", exception);
        }
    }

    /// <summary>The elements of a file that is a list; none where there is no file.</summary>
    public static IEnumerable<(int Row, JsonElement Element)> Rows(JsonDocument? document, string name)
    {
        if (document is null || document.RootElement.ValueKind == JsonValueKind.Null)
        {
            yield break;
        }

        if (document.RootElement.ValueKind != JsonValueKind.Array)
        {
            throw new BadInputException(name, "is not a list.");
        }

        var row = 0;
        foreach (var element in document.RootElement.EnumerateArray())
        {
            row++;
            yield return element.ValueKind == JsonValueKind.Object ? (row, element)
                : throw new BadInputException(name, row, "is not an object.");
        }
    }

    /// <summary>A member's text; numbers and flags as they are written; null without.</summary>
    public static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? Text(value) : null;

    public static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        _ => value.GetRawText(),
    };

    /// <summary>A member's text that must be there.</summary>
    public static string RequiredText(JsonElement element, string name, string file, int row) =>
        Text(element, name) is { Length: > 0 } text ? text : throw new BadInputException(file, row, $"\"{name}\" is missing.");

    /// <summary>A member's time that must be there.</summary>
    public static DateTimeOffset RequiredTime(JsonElement element, string name, string file, int row) =>
        element.TryGetProperty(name, out var value) && Timestamps.TryRead(value, out var time) ? time
            : throw new BadInputException(file, row, $"\"{name}\" is no time (ISO 8601 or a Unix time).");
}
