using System.Globalization;
using System.Text;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Evidence;
using CauseFlow.Investigations.Incidents;

namespace CauseFlow.Investigations.Export;

/// <summary>
/// A post-mortem draft of one revision, in Markdown. Everything that a cloud or a person wrote passes MarkdownText.
/// </summary>
public static class PostMortem
{
    public static string Write(
        IncidentRow incident, CaseExport export, IReadOnlyList<TimelineRow> steps, IReadOnlyList<EvidenceRow> evidence)
    {
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentNullException.ThrowIfNull(export);
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(evidence);
        var facts = evidence.ToDictionary(fact => fact.EvidenceId, StringComparer.Ordinal);
        var text = new StringBuilder();
        text.Append("# Post-mortem draft: ").AppendLine(MarkdownText.Of(incident.Title)).AppendLine()
            .AppendLine("This is a draft from what was collected. Check it before you share it.").AppendLine();
        Head(text, incident, export);
        Alarms(text, export.Case);
        Causes(text, export.Verdict, facts);
        RuledOut(text, export.Verdict, facts);
        Coverage(text, export.Case);
        Timeline(text, steps);
        NextSteps(text, export.Verdict);
        return text.ToString();
    }

    private static void Head(StringBuilder text, IncidentRow incident, CaseExport export)
    {
        var onset = export.Verdict.Onset;
        Item(text, "Incident", incident.Id);
        Item(text, "Severity", $"{EnumWords.Of(incident.Severity)} ({incident.SeveritySource})");
        Item(text, "Status", EnumWords.Of(incident.Status));
        Item(text, "Verdict",
            $"{EnumWords.Of(export.Verdict.Outcome)}, revision {export.Verdict.Revision}, pass {export.Case.Pass}");
        text.Append("- **Impact window**: ")
            .Append(onset is null ? $"from about {Time(incident.FiredAt ?? incident.CreatedAt)}"
                : $"began between {Time(onset.Earliest)} and {Time(onset.Latest)}")
            .AppendLine(incident.ResolvedAt is { } end ? $", resolved {Time(end)}" : ", not resolved yet");
        text.AppendLine().Append("Summary: ").AppendLine(MarkdownText.Of(export.Verdict.Summary)).AppendLine();
        if (incident.Description is { } description)
        {
            text.Append("Description: ").AppendLine(MarkdownText.Of(description)).AppendLine();
        }
    }

    private static void Alarms(StringBuilder text, CaseFile file)
    {
        text.AppendLine("## What fired").AppendLine();
        var alarms = file.Alarms.Where(alarm => alarm.State == AlarmState.Alarm).GroupBy(alarm => alarm.Id)
            .Select(group => group.MinBy(alarm => alarm.StateChangedAt)!).OrderBy(alarm => alarm.StateChangedAt)
            .ToList();
        foreach (var alarm in alarms)
        {
            text.Append("- ").Append(Time(alarm.StateChangedAt)).Append(": **").Append(MarkdownText.Of(alarm.Name))
                .Append("** on ").Append(MarkdownText.Of(CloudWords.SubjectOf(alarm)))
                .Append(" in ").Append(MarkdownText.Of(CloudWords.PlaceOf(alarm)))
                .AppendLine(alarm.Reason is null ? "" : $". Reason: {MarkdownText.Of(alarm.Reason)}");
        }

        text.AppendLine(alarms.Count == 0 ? "No alarm: a person opened the incident.\n" : "");
    }

    private static void Causes(StringBuilder text, Verdict verdict, Dictionary<string, EvidenceRow> facts)
    {
        text.AppendLine("## Most likely cause").AppendLine();
        if (verdict.Causes.Count == 0)
        {
            text.AppendLine("None was found.").AppendLine();
        }

        foreach (var cause in verdict.Causes)
        {
            text.Append(CultureInfo.InvariantCulture, $"### {cause.Rank}. ").Append(MarkdownText.Of(cause.Summary))
                .AppendLine().AppendLine();
            Item(text, "Confidence", cause.Confidence.ToString("0.00", CultureInfo.InvariantCulture));
            Item(text, "Category", EnumWords.Of(cause.Category));
            Item(text, "Resource", $"{cause.Resource.Name} ({cause.Resource.Kind}, {cause.Resource.Id}) in "
                + CloudWords.AccountOf(cause.Resource.Provider, cause.Resource.Account));
            Item(text, "Explanation", cause.Explanation);
            text.AppendLine();
            Facts(text, "Speaks for it", cause.Supporting, facts);
            Facts(text, "Speaks against it", cause.Refuting, facts);
        }
    }

    private static void RuledOut(StringBuilder text, Verdict verdict, Dictionary<string, EvidenceRow> facts)
    {
        text.AppendLine("## Ruled out").AppendLine();
        foreach (var ruledOut in verdict.RuledOut)
        {
            text.Append("- ").Append(MarkdownText.Of(ruledOut.Summary)).Append(" Why not: ")
                .AppendLine(MarkdownText.Of(ruledOut.Reason));
            foreach (var fact in ruledOut.Evidence.Select(facts.GetValueOrDefault).OfType<EvidenceRow>())
            {
                text.Append("  - ").AppendLine(Line(fact));
            }
        }

        text.AppendLine(verdict.RuledOut.Count == 0 ? "Nothing was ruled out.\n" : "");
    }

    private static void Coverage(StringBuilder text, CaseFile file)
    {
        var gaps = file.Coverage.Where(
            row => row.Outcome is not (CoverageOutcome.Complete or CoverageOutcome.NotApplicable)).ToList();
        text.AppendLine("## What was not seen").AppendLine();
        if (gaps.Count == 0)
        {
            text.AppendLine("Every source that applies was read completely.").AppendLine();
            return;
        }

        text.AppendLine("| Source | Call | Outcome | Detail | Remedy |").AppendLine("| --- | --- | --- | --- | --- |");
        foreach (var row in gaps)
        {
            text.Append("| ").AppendJoin(" | ", new[]
            {
                row.Source, row.Api, EnumWords.Of(row.Outcome), row.Detail ?? row.MissingPermission, row.Remedy,
            }.Select(MarkdownText.Of)).AppendLine(" |");
        }

        text.AppendLine();
    }

    private static void Timeline(StringBuilder text, IReadOnlyList<TimelineRow> steps)
    {
        text.AppendLine("## Timeline").AppendLine();
        foreach (var step in steps.OrderBy(step => step.At).ThenBy(step => step.Seq))
        {
            text.Append("- ").Append(Time(step.At)).Append(": ").AppendLine(MarkdownText.Of(step.Text));
        }

        text.AppendLine();
    }

    private static void NextSteps(StringBuilder text, Verdict verdict)
    {
        text.AppendLine("## Next steps").AppendLine();
        foreach (var step in verdict.Causes.SelectMany(cause => cause.NextSteps).Distinct(StringComparer.Ordinal))
        {
            text.Append("- [ ] ").AppendLine(MarkdownText.Of(step));
        }

        text.AppendLine("- [ ] Write down what was done, and how it is kept from happening again.");
    }

    private static void Facts(StringBuilder text, string title, IReadOnlyList<string> ids,
        Dictionary<string, EvidenceRow> facts)
    {
        if (ids.Count == 0)
        {
            return;
        }

        text.Append(title).AppendLine(":").AppendLine();
        foreach (var id in ids)
        {
            text.Append("- ").AppendLine(facts.TryGetValue(id, out var fact) ? Line(fact) : MarkdownText.Of(id));
        }

        text.AppendLine();
    }

    private static string Line(EvidenceRow fact) =>
        $"{Time(fact.Timestamp)} {fact.Type}: {MarkdownText.Of(fact.Summary)} \\[{MarkdownText.Of(fact.EvidenceId)}\\]";

    private static void Item(StringBuilder text, string name, string value) =>
        text.Append("- **").Append(name).Append("**: ").AppendLine(MarkdownText.Of(value));

    private static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
