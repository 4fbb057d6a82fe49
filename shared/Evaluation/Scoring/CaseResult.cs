using System.Text.Json;
using CauseFlow.Evaluation.Input;
using CauseFlow.Evaluation.Results;

namespace CauseFlow.Evaluation.Scoring;

/// <summary>A <c>result.json</c> that was written, of this version or another.</summary>
public sealed record CaseResult
{
    /// <summary>cause, no_incident or insufficient.</summary>
    public required string Verdict { get; init; }
    public DateTimeOffset? Onset { get; init; }

    /// <summary>In the order of their rank.</summary>
    public required IReadOnlyList<ResultCause> Causes { get; init; }

    /// <summary>Every pointer of the result, wherever it stands.</summary>
    public required IReadOnlyList<EvidencePointer> Pointers { get; init; }

    public bool NamesCause => Verdict == "cause";

    public static CaseResult Parse(ReadOnlyMemory<byte> json, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            List<EvidencePointer> pointers = [];
            Collect(root, pointers);
            return new CaseResult
            {
                Verdict = JsonFile.Text(root, "verdict") ?? throw new BadInputException(file, "has no \"verdict\"."),
                Onset = root.TryGetProperty("onset", out var at) && Timestamps.TryRead(at, out var time) ? time : null,
                Causes = root.TryGetProperty("causes", out var causes) && causes.ValueKind == JsonValueKind.Array
                    ? [.. causes.EnumerateArray().OrderBy(RankOf).Select(CauseOf)] : [],
                Pointers = pointers,
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new BadInputException(file, "is no result.", exception);
        }
    }

    private static int RankOf(JsonElement cause) => cause.TryGetProperty("rank", out var rank) && rank.TryGetInt32(out var number) ? number : int.MaxValue;

    private static ResultCause CauseOf(JsonElement cause)
    {
        List<EvidencePointer> evidence = [];
        Collect(cause.TryGetProperty("evidence", out var list) ? list : default, evidence);
        return new ResultCause(
            JsonFile.Text(cause, "resource") ?? "", JsonFile.Text(cause, "category") ?? "", JsonFile.Text(cause, "signal") ?? "",
            JsonFile.Text(cause, "changeId"), cause.TryGetProperty("confidence", out var confidence) ? confidence.GetDouble() : 0, evidence);
    }

    private static void Collect(JsonElement element, List<EvidencePointer> pointers)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Collect(item, pointers);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            if (element.TryGetProperty("file", out var file) && file.ValueKind == JsonValueKind.String)
            {
                int? row = element.TryGetProperty("row", out var number) && number.TryGetInt32(out var value) ? value : null;
                pointers.Add(new EvidencePointer(file.GetString()!, row, JsonFile.Text(element, "id")));
                return;
            }

            foreach (var member in element.EnumerateObject())
            {
                Collect(member.Value, pointers);
            }
        }
    }
}
