using System.Text;
using System.Text.Json;

namespace CauseFlow.Cli.Api;

/// <summary>Lists that come in pages.</summary>
internal static class Pages
{
    private const int MaxPages = 1_000;

    /// <summary>The first <paramref name="limit"/> rows, or all, as one document of the form that a page has.</summary>
    /// <param name="api">Whom to ask.</param>
    /// <param name="path">The list.</param>
    /// <param name="query">Its filters; null values are left out.</param>
    /// <param name="limit">At most so many rows; null for all.</param>
    /// <param name="pageSize">As many as one page of this list may have.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<Answer> ListAsync(
        this ApiClient api, string path, IEnumerable<(string Name, string? Value)> query, int? limit, int pageSize,
        CancellationToken cancellationToken)
    {
        var filters = query.ToList();
        var first = await PageAsync(null, limit);
        if (limit <= pageSize || Next(first) is null)
        {
            return first;
        }

        var rows = first.Root.Items("items").ToList();
        var cursor = Next(first);
        for (var page = 1; page < MaxPages && cursor is not null && (limit is null || rows.Count < limit); page++)
        {
            var answer = await PageAsync(cursor, limit - rows.Count);
            rows.AddRange(answer.Root.Items("items"));
            cursor = Next(answer);
        }

        return new Answer(Together(rows, cursor), first.Headers);

        Task<Answer> PageAsync(string? at, int? wanted) => api.GetAsync(
            path + Query.Of([.. filters, ("limit", $"{Math.Min(wanted ?? pageSize, pageSize)}"), ("cursor", at)]), cancellationToken);
    }

    public static string? Next(this Answer page) =>
        page.Root.At("cursor") is { ValueKind: JsonValueKind.String } cursor ? cursor.GetString() : null;

    private static string Together(List<JsonElement> rows, string? cursor)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("items");
            rows.ForEach(row => row.WriteTo(writer));
            writer.WriteEndArray();
            writer.WriteString("cursor", cursor);
            writer.WriteNumber("count", rows.Count);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
