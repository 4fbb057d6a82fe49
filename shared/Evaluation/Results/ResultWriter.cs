using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.Evaluation.Results;

/// <summary>
/// Writes <c>result.json</c>: verdict, onset, causes, findings, timeline, what was ruled out. The same case gives the same bytes.
/// </summary>
public static class ResultWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Write(EvaluationCase input, Verdict verdict)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(verdict);
        var findings = Findings.Of(input, verdict);
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("id", input.Id);
            json.WriteString("verdict", VerdictWord(verdict.Outcome));
            json.WriteString("summary", verdict.Summary);
            WriteOnset(json, verdict.Onset);
            WriteCauses(json, input, verdict);
            WriteFindings(json, findings);
            WriteTimeline(json, Timeline.Of(input, verdict, findings));
            WriteRuledOut(json, input, verdict);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>snake_case, as in the contracts.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    internal static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);

    private static string VerdictWord(VerdictOutcome outcome) => Word(outcome);

    /// <summary>The earliest instant, the start of the first abnormal period, as one time; and the interval.</summary>
    private static void WriteOnset(Utf8JsonWriter json, OnsetInterval? onset)
    {
        if (onset is null)
        {
            return;
        }

        json.WriteString("onset", Time(onset.Earliest));
        json.WriteStartObject("onsetInterval");
        json.WriteString("earliest", Time(onset.Earliest));
        json.WriteString("latest", Time(onset.Latest));
        json.WriteEndObject();
    }

    private static void WriteCauses(Utf8JsonWriter json, EvaluationCase input, Verdict verdict)
    {
        json.WriteStartArray("causes");

        // Where the evidence does not suffice, the verdict says so, and what it points at most is still ranked.
        foreach (var cause in (verdict.Causes.Count > 0 ? verdict.Causes : verdict.Leads ?? []).OrderBy(cause => cause.Rank))
        {
            json.WriteStartObject();
            json.WriteNumber("rank", cause.Rank);
            json.WriteString("resource", cause.Resource.Id);
            json.WriteString("category", Word(cause.Category));
            json.WriteString("signal", cause.Signal);
            if (cause.ChangeId is { } change)
            {
                json.WriteString("changeId", input.Sources.Of(change, input.File.Window) is [{ Id: { } id }, ..] ? id : change);
            }

            json.WriteNumber("confidence", Math.Round(cause.Confidence, 4));
            json.WriteString("summary", cause.Summary);
            json.WriteString("explanation", cause.Explanation);
            WritePointers(json, "evidence", Pointers(input, cause.Supporting));
            WritePointers(json, "against", Pointers(input, cause.Refuting, alarmIfNone: false));
            WriteTexts(json, "nextSteps", cause.NextSteps);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A cause without evidence of its own rests on the alarm.</summary>
    private static IEnumerable<EvidencePointer> Pointers(EvaluationCase input, IReadOnlyList<string> evidence, bool alarmIfNone = true)
    {
        List<EvidencePointer> pointers = [.. evidence.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .SelectMany(id => input.Sources.Of(id, input.File.Window)).Distinct()];
        return pointers.Count == 0 && alarmIfNone && input.File.Alarms is [{ EvidenceId: { } alarm }, ..]
            ? input.Sources.Of(alarm, input.File.Window) : pointers;
    }

    private static void WriteFindings(Utf8JsonWriter json, IReadOnlyList<Finding> findings)
    {
        json.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("id", finding.Id);
            json.WriteString("kind", finding.Kind);
            json.WriteString("resource", finding.Resource);
            json.WriteString("text", finding.Text);
            WritePointers(json, "evidence", finding.Pointers);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTimeline(Utf8JsonWriter json, IEnumerable<TimelineEntry> timeline)
    {
        json.WriteStartArray("timeline");
        foreach (var entry in timeline)
        {
            json.WriteStartObject();
            json.WriteString("ts", Time(entry.Time));
            json.WriteString("kind", entry.Kind);
            json.WriteString("resource", entry.Resource);
            json.WriteString("text", entry.Text);
            WritePointers(json, "evidence", entry.Pointers);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRuledOut(Utf8JsonWriter json, EvaluationCase input, Verdict verdict)
    {
        json.WriteStartArray("ruledOut");
        foreach (var ruledOut in verdict.RuledOut)
        {
            json.WriteStartObject();
            json.WriteString("resource", ruledOut.Resource?.Id);
            json.WriteString("summary", ruledOut.Summary);
            json.WriteString("reason", ruledOut.Reason);
            WritePointers(json, "evidence", Pointers(input, ruledOut.Evidence, alarmIfNone: false));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePointers(Utf8JsonWriter json, string name, IEnumerable<EvidencePointer> pointers)
    {
        json.WriteStartArray(name);
        foreach (var pointer in pointers)
        {
            json.WriteStartObject();
            json.WriteString("file", pointer.File);
            if (pointer.Row is { } row)
            {
                json.WriteNumber("row", row);
            }
            else
            {
                json.WriteString("id", pointer.Id);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
