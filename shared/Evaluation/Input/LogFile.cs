using System.Buffers;
using System.Text;
using System.Text.Json;
using CauseFlow.Collection;
using CauseFlow.Collection.Patterns;
using CauseFlow.Collection.Redaction;
using CauseFlow.Contracts;
using CauseFlow.Evaluation.Results;

namespace CauseFlow.Evaluation.Input;

/// <summary>
/// <c>logs.jsonl</c>: {ts,resource,level?,message} a line, in any order. As in a collector the lines of each resource are redacted and
/// mined by themselves, in the order of their time, over the incident window and the hour before it.
/// </summary>
internal sealed class LogFile : IDisposable
{
    public const string FileName = "logs.jsonl";
    private const long MaxBytes = 1024L * 1024 * 1024;
    private static readonly Redactor Redactor = new();
    private readonly byte[] _bytes;
    private readonly List<LogRow> _rows = [];
    private readonly List<ResourceRef> _owners = [];
    private readonly Dictionary<string, int> _ownerOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _nameOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _named;
    private readonly CaseResources _resources;

    private LogFile(byte[] bytes, CaseResources resources)
    {
        _bytes = bytes;
        _resources = resources;
        _named = _nameOf.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public long LinesRead { get; private set; }
    public long LinesOutside { get; private set; }

    /// <summary>Null without the file. Lines outside both windows are counted and left out.</summary>
    public static LogFile? Open(string folder, CaseResources resources, InvestigationWindow window)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        if (new FileInfo(path).Length > MaxBytes)
        {
            throw new BadInputException(FileName, "is larger than 1 GiB.");
        }

        var file = new LogFile(File.ReadAllBytes(path), resources);
        file.ReadRows(window);
        return file;
    }

    public List<LogPattern> Mine(InvestigationWindow window, LogMiningOptions options, EvidenceIds ids, EvidenceSources sources, DateTimeOffset asOf)
    {
        _rows.Sort(Compare);
        List<(int From, int To)> owners = [];
        for (var from = 0; from < _rows.Count; from = owners[^1].To)
        {
            var owner = _rows[from].Owner;
            owners.Add((from, _rows.FindIndex(from, row => row.Owner != owner) is >= 0 and var next ? next : _rows.Count));
        }

        // The longest first, so that no core is left with it at the end.
        return [.. owners.OrderByDescending(rows => rows.To - rows.From).AsParallel().SelectMany(rows => LogMiner.Mine(Lines(rows.From, rows.To), window, options)
            .Patterns.Select(pattern => PatternOf(pattern, _owners[_rows[rows.From].Owner], ids, sources, asOf)).ToList())];
    }

    public void Dispose() => _rows.Clear();

    private static LogPattern PatternOf(
        MinedPattern pattern, ResourceRef owner, EvidenceIds ids, EvidenceSources sources, DateTimeOffset asOf)
    {
        var evidenceId = ids.For("log", owner.Id, pattern.PatternId);
        foreach (var sample in pattern.Samples)
        {
            if (sample.Pointer is { } pointer)
            {
                sources.AddRow(evidenceId, FileName, ((RowParameters)pointer.Parameters).Row);
            }
        }

        return new LogPattern
        {
            EvidenceId = evidenceId, Resource = owner, PatternId = pattern.PatternId, Template = pattern.Template,
            Severity = pattern.Severity, ExceptionType = pattern.ExceptionType,
            BaselineCountsPerMinute = pattern.BaselineCountsPerMinute, IncidentCountsPerMinute = pattern.IncidentCountsPerMinute,
            FirstSeen = pattern.FirstSeen, LastSeen = pattern.LastSeen, Samples = pattern.Samples, ObservedAt = asOf,
        };
    }

    private void ReadRows(InvestigationWindow window)
    {
        var from = window.Baselines.Where(baseline => baseline.Kind == BaselineKind.Adjacent).Select(baseline => baseline.From).Append(window.From).Min();
        var at = _bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var number = 0;
        while (at < _bytes.Length)
        {
            var length = _bytes.AsSpan(at).IndexOf((byte)'\n');
            var end = length < 0 ? _bytes.Length : at + length;
            if (_bytes.AsSpan(at, end - at).ContainsAnyExcept(" \t\r"u8))
            {
                number++;
                ReadRow(at, end, number, from, window.To);
            }

            at = end + 1;
        }
    }

    private void ReadRow(int start, int end, int number, DateTimeOffset from, DateTimeOffset to)
    {
        var row = new LogRow { Number = number, Owner = -1 };
        DateTimeOffset? time = null;
        try
        {
            var reader = new Utf8JsonReader(_bytes.AsSpan(start, end - start));
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new BadInputException(FileName, number, "is not an object.");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isTime, isResource) = (reader.ValueTextEquals("ts"u8), reader.ValueTextEquals("resource"u8));
                var (isLevel, isMessage) = (reader.ValueTextEquals("level"u8), reader.ValueTextEquals("message"u8));
                reader.Read();
                time = isTime ? TimeOf(reader, number) : time;
                row.Owner = isResource && reader.TokenType == JsonTokenType.String ? OwnerOf(reader) : row.Owner;
                var from0 = start + (int)reader.TokenStartIndex;
                reader.Skip();
                var length = start + (int)reader.BytesConsumed - from0;
                (row.Level, row.LevelLength) = isLevel ? (from0, length) : (row.Level, row.LevelLength);
                (row.Message, row.MessageLength) = isMessage ? (from0, length) : (row.Message, row.MessageLength);
            }

            while (reader.Read())
            {
            }
        }
        catch (JsonException exception)
        {
            throw new BadInputException(FileName, number, "is no JSON.", exception);
        }

        row.Time = time ?? throw new BadInputException(FileName, number, "\"ts\" is missing.");
        row.Owner = row.Owner >= 0 ? row.Owner : throw new BadInputException(FileName, number, "\"resource\" is missing.");
        LinesRead++;
        if (row.Time >= from && row.Time < to)
        {
            _rows.Add(row);
        }
        else
        {
            LinesOutside++;
        }
    }

    private static DateTimeOffset TimeOf(Utf8JsonReader reader, int number) =>
        reader.TokenType is JsonTokenType.String or JsonTokenType.Number && !reader.ValueIsEscaped
            && Timestamps.TryParse(reader.ValueSpan, out var time) ? time
            : throw new BadInputException(FileName, number, "\"ts\" is no time (ISO 8601 or a Unix time).");

    private int OwnerOf(Utf8JsonReader reader)
    {
        var text = ArrayPool<char>.Shared.Rent(Math.Max(16, reader.ValueSpan.Length));
        try
        {
            var name = text.AsSpan(0, reader.CopyString(text));
            if (!_named.TryGetValue(name, out var owner))
            {
                var resource = _resources.Resolve(name.ToString());
                if (!_ownerOf.TryGetValue(resource.Id, out owner))
                {
                    owner = _owners.Count;
                    _owners.Add(resource);
                    _ownerOf.Add(resource.Id, owner);
                }

                _nameOf.Add(name.ToString(), owner);
            }

            return owner;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(text);
        }
    }

    private IEnumerable<LogLine> Lines(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            var row = _rows[i];
            var text = Redactor.Redact(WithLevel(Text(row.Level, row.LevelLength), Text(row.Message, row.MessageLength)));
            yield return new LogLine(row.Time, text, new Pointer { Api = FileName, Parameters = new RowParameters(row.Number) });
        }
    }

    /// <summary>The level that stands beside the text is put before it, unless the text has it, as collectors do.</summary>
    private static string WithLevel(string level, string message)
    {
        var word = level.Trim().ToUpperInvariant() switch
        {
            "ERROR" or "ERR" => "ERROR",
            "CRITICAL" or "CRIT" or "FATAL" or "EMERG" or "EMERGENCY" or "ALERT" => "CRITICAL",
            "WARNING" or "WARN" => "WARN",
            _ => "",
        };
        return word.Length == 0 || message.StartsWith('{') || message.Contains(word, StringComparison.OrdinalIgnoreCase) ? message : $"{word} {message}";
    }

    private string Text(int start, int length)
    {
        if (length == 0)
        {
            return "";
        }

        var reader = new Utf8JsonReader(_bytes.AsSpan(start, length));
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.String => Whole(reader),
            JsonTokenType.Null => "",
            _ => Encoding.UTF8.GetString(_bytes.AsSpan(start, length)),
        };
    }

    /// <summary>Half a surrogate pair, which JSON can escape, is no text: the line is kept as it was written.</summary>
    private static string Whole(Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }

    /// <summary>By owner, time and content: the order of the file does not matter.</summary>
    private int Compare(LogRow left, LogRow right)
    {
        var order = left.Owner == right.Owner ? 0 : string.CompareOrdinal(_owners[left.Owner].Id, _owners[right.Owner].Id);
        order = order != 0 ? order : left.Time.CompareTo(right.Time);
        order = order != 0 ? order : _bytes.AsSpan(left.Message, left.MessageLength).SequenceCompareTo(_bytes.AsSpan(right.Message, right.MessageLength));
        order = order != 0 ? order : _bytes.AsSpan(left.Level, left.LevelLength).SequenceCompareTo(_bytes.AsSpan(right.Level, right.LevelLength));
        return order != 0 ? order : left.Number.CompareTo(right.Number);
    }

    private struct LogRow
    {
        public DateTimeOffset Time;
        public int Owner;
        public int Number;
        public int Level;
        public int LevelLength;
        public int Message;
        public int MessageLength;
    }
}
