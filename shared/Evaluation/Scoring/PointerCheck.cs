using System.Text.Json;
using CauseFlow.Evaluation.Input;
using CauseFlow.Evaluation.Results;

namespace CauseFlow.Evaluation.Scoring;

/// <summary>Looks up pointers in a case's folder, without knowing how they were made.</summary>
public sealed class PointerCheck(string folder)
{
    private readonly Dictionary<string, FileContent?> _files = new(StringComparer.Ordinal);

    /// <summary>The pointers to nothing.</summary>
    public IReadOnlyList<EvidencePointer> Dangling(CaseResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var bare = result.Causes.Where(cause => cause.Evidence.Count == 0).Select(_ => new EvidencePointer("(a cause without evidence)", null, null));
        return [.. bare, .. result.Pointers.Distinct().Where(pointer => TextOf(pointer) is null)];
    }

    /// <summary>What stands where a pointer points; null for nothing.</summary>
    public string? TextOf(EvidencePointer pointer)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        if (!_files.TryGetValue(pointer.File, out var content))
        {
            var path = Path.Combine(folder, pointer.File);
            _files[pointer.File] = content = pointer.File == Path.GetFileName(pointer.File) && File.Exists(path) ? FileContent.Read(path) : null;
        }

        return content is null ? null
            : pointer.Row is { } row ? row >= 1 && row <= content.Rows.Count ? content.Rows[row - 1] : null
            : pointer.Id is { } id ? content.ById.GetValueOrDefault(id) : null;
    }

    private sealed record FileContent(IReadOnlyList<string> Rows, IReadOnlyDictionary<string, string> ById)
    {
        private static readonly Dictionary<string, string> NoIds = [];

        public static FileContent Read(string path) => Path.GetExtension(path) switch
        {
            ".csv" => new FileContent(CsvRows(path), NoIds),
            ".jsonl" => new FileContent([.. File.ReadLines(path).Where(line => !string.IsNullOrWhiteSpace(line))], NoIds),
            _ => Json(path),
        };

        private static List<string> CsvRows(string path)
        {
            List<string> rows = [];
            using var records = new CsvRecords(File.OpenRead(path), Path.GetFileName(path));
            while (records.Read())
            {
                rows.Add(string.Join(',', Enumerable.Range(0, records.Count).Select(records.Text)));
            }

            return rows;
        }

        private static FileContent Json(string path)
        {
            using var document = JsonFile.Open(Path.GetDirectoryName(path)!, Path.GetFileName(path))!;
            var root = document.RootElement;
            Dictionary<string, string> byId = [];
            if (root.ValueKind == JsonValueKind.Array)
            {
                AddIds(root, byId);
                return new FileContent([.. root.EnumerateArray().Select(element => element.GetRawText())], byId);
            }

            if (root.ValueKind == JsonValueKind.Object)
            {
                AddId(root, byId);
                foreach (var list in root.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Array))
                {
                    AddIds(list.Value, byId);
                }
            }

            return new FileContent([], byId);
        }

        private static void AddIds(JsonElement list, Dictionary<string, string> byId)
        {
            foreach (var element in list.EnumerateArray())
            {
                AddId(element, byId);
            }
        }

        private static void AddId(JsonElement element, Dictionary<string, string> byId)
        {
            if (element.ValueKind == JsonValueKind.Object && JsonFile.Text(element, "id") is { } id)
            {
                byId.TryAdd(id, element.GetRawText());
            }
        }
    }
}
