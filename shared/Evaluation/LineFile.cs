using System.Text;
using CauseFlow.Collection.Patterns;
using CauseFlow.Collection.Redaction;
using CauseFlow.Evaluation.Input;

namespace CauseFlow.Evaluation;

/// <summary>Log lines in a file, <c>LineId,Source,Content</c>, and the groups that log mining makes of them.</summary>
public static class LineFile
{
    /// <summary>As <c>LineId,ClusterId,Template</c>, in the order of the lines.</summary>
    /// <exception cref="BadInputException">The file cannot be understood.</exception>
    public static byte[] Group(string path)
    {
        try
        {
            using var records = new CsvRecords(new FileStream(path, FileMode.Open, FileAccess.Read), Path.GetFileName(path));
            return Write(LogGrouping.Group(Lines(records), new LogMiningOptions()));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(path, "cannot be read.", exception);
        }
    }

    private static IEnumerable<SourceLine> Lines(CsvRecords records)
    {
        var (id, source, content) = (records.Required("LineId"), records.Place("Source"), records.Required("Content"));
        var redactor = new Redactor();
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        while (records.Read())
        {
            var name = source < 0 ? "" : records.Text(source);
            if (!sources.TryGetValue(name, out var shared))
            {
                sources.Add(name, shared = name);
            }

            yield return new SourceLine(records.Text(id), shared, redactor.Redact(records.Text(content)));
        }
    }

    private static byte[] Write(IReadOnlyList<GroupedLine> lines)
    {
        var text = new StringBuilder("LineId,ClusterId,Template\n", lines.Count * 64);
        foreach (var line in lines)
        {
            Append(text, line.LineId).Append(',');
            Append(text, line.ClusterId).Append(',');
            Append(text, line.Template).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static StringBuilder Append(StringBuilder text, string field)
    {
        if (!field.AsSpan().ContainsAny(",\"\r\n"))
        {
            return text.Append(field);
        }

        return text.Append('"').Append(field.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
