using System.Buffers.Text;
using System.Text;
using CauseFlow.Collection;
using CauseFlow.Contracts;
using CauseFlow.Evaluation.Results;

namespace CauseFlow.Evaluation.Input;

/// <summary>
/// <c>metrics.csv</c>: ts,resource,metric,statistic,unit,value in any order of rows. A value that is empty, NaN or null is a period
/// without data. Every point of the file stays in its series, what lies outside the windows too.
/// </summary>
internal static class Metrics
{
    public const string FileName = "metrics.csv";
    private const int MaxKeyBytes = 4 * 1024;

    public static List<MetricSeries> Read(string folder, Incident incident, CaseResources resources, EvidenceIds ids, EvidenceSources sources, DateTimeOffset asOf)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return [];
        }

        using var records = new CsvRecords(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1), FileName);
        var subject = incident.Resource is { } name ? resources.Resolve(name) : null;
        List<MetricSeries> all = [];
        foreach (var builder in Builders(records, resources).OrderBy(builder => builder.Key, StringComparer.Ordinal))
        {
            var (series, rows) = builder.Build(ids, asOf, isAlarm: subject is not null && builder.IsOf(subject, incident));
            sources.AddSeries(series, FileName, rows);
            all.Add(series);
        }

        return all;
    }

    private static Dictionary<string, SeriesBuilder>.ValueCollection Builders(CsvRecords records, CaseResources resources)
    {
        var (ts, resource, metric, value) =
            (records.Required("ts"), records.Required("resource"), records.Required("metric"), records.Required("value"));
        var (statistic, unit) = (records.Place("statistic"), records.Place("unit"));
        var byKey = new Dictionary<string, SeriesBuilder>(StringComparer.Ordinal);
        var byText = new Dictionary<string, SeriesBuilder>(StringComparer.Ordinal);
        var known = byText.GetAlternateLookup<ReadOnlySpan<char>>();
        var key = new char[MaxKeyBytes];
        while (records.Read())
        {
            var length = Put(records, resource, key, 0);
            length = Put(records, metric, key, length);
            length = Put(records, statistic, key, length);
            length = Put(records, unit, key, length);
            if (!known.TryGetValue(key.AsSpan(0, length), out var builder))
            {
                var owner = records.Text(resource);
                builder = Builder(byKey, owner.Length == 0 ? throw records.Wrong("\"resource\" is empty.") : resources.Resolve(owner),
                    records.Text(metric), statistic < 0 ? "" : records.Text(statistic), unit < 0 ? "" : records.Text(unit));
                byText.Add(key.AsSpan(0, length).ToString(), builder);
            }

            builder.Add(TimeOf(records, ts), ValueOf(records, value), records.Row);
        }

        return byKey.Values;
    }

    private static SeriesBuilder Builder(
        Dictionary<string, SeriesBuilder> byKey, ResourceRef resource, string metric, string statistic, string unit)
    {
        var key = string.Join('\u001f', resource.Id, metric, statistic);
        if (!byKey.TryGetValue(key, out var builder))
        {
            byKey[key] = builder = new SeriesBuilder(key, resource, metric, statistic);
        }

        builder.AddUnit(unit);
        return builder;
    }

    private static int Put(CsvRecords records, int place, char[] key, int at)
    {
        if (place >= 0)
        {
            var bytes = records.Bytes(place);
            if (at + bytes.Length + 1 > key.Length)
            {
                throw records.Wrong("the names are longer than 4,096 characters.");
            }

            at += Encoding.UTF8.GetChars(bytes, key.AsSpan(at));
        }

        key[at] = '\u001f';
        return at + 1;
    }

    private static DateTimeOffset TimeOf(CsvRecords records, int place) =>
        Timestamps.TryParse(records.Bytes(place), out var time) ? time
            : throw records.Wrong($"\"{Short(records.Text(place))}\" is no time (ISO 8601 or a Unix time).");

    private static double? ValueOf(CsvRecords records, int place)
    {
        var bytes = records.Bytes(place).Trim((byte)' ');
        if (bytes.Length == 0)
        {
            return null;
        }

        if (Utf8Parser.TryParse(bytes, out double value, out var used) && used == bytes.Length)
        {
            return double.IsFinite(value) ? value : null;
        }

        return Encoding.UTF8.GetString(bytes).ToLowerInvariant() is "nan" or "null" or "none" or "na" or "n/a" or "-" or "inf" or "-inf" or "+inf" ? null
            : throw records.Wrong($"\"{Short(records.Text(place))}\" is no number.");
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
