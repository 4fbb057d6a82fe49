using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.Ingestion.Custom;

/// <summary>Reads and checks the body of the custom webhook; every error is reported at once, by field.</summary>
public static class CustomAlertReader
{
    internal const int MaxTitle = 200;
    private const string Alarm = "alarm";
    private const string Ok = "ok";
    private const int MaxDescription = 4_000;
    internal const int MaxName = 100;
    private const int MaxId = 200;
    private const int MaxItems = 50;
    private const int MaxItem = 200;
    internal const int MaxValue = 1_000;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        MaxDepth = 8,
    };

    /// <summary>Null when the text is no JSON object of this form: malformed, a member twice, a wrong type.</summary>
    public static CustomAlert? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            var alert = JsonSerializer.Deserialize<CustomAlert>(body, Options);
            foreach (var value in alert?.Metadata?.Values ?? [])
            {
                // Half a character in a value shows only when it is read.
                _ = value.ToString();
            }

            return alert;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>What is wrong, by field; empty when nothing is.</summary>
    public static IReadOnlyList<ApiErrorDetail> Check(CustomAlert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        var errors = new List<(string Field, string Message)>();
        if (string.IsNullOrWhiteSpace(alert.Title))
        {
            errors.Add(("title", "Must be given."));
        }

        if (alert.Severity is not null && SeverityOf(alert) is null)
        {
            errors.Add(("severity", "Must be critical, high, medium, low or info."));
        }

        if (alert.State is not (null or Alarm or Ok))
        {
            errors.Add(("state", "Must be alarm or ok."));
        }

        if (alert is { State: Ok, SourceAlertId: null })
        {
            errors.Add(("sourceAlertId", "Must be given with state ok: it says which alert is over."));
        }

        if (alert.SourceAlertId is not null && string.IsNullOrWhiteSpace(alert.SourceAlertId))
        {
            errors.Add(("sourceAlertId", "Must not be empty; leave it out where there is none."));
        }

        CheckText(errors, "title", alert.Title, MaxTitle);
        CheckText(errors, "description", alert.Description, MaxDescription, mayHaveLines: true);
        CheckText(errors, "sourceAlertId", alert.SourceAlertId, MaxId);
        CheckText(errors, "service", alert.Service, MaxName);
        CheckText(errors, "environment", alert.Environment, MaxName);
        CheckCount(errors, "tags", alert.Tags?.Count);
        foreach (var tag in alert.Tags?.Take(MaxItems) ?? [])
        {
            CheckText(errors, "tags", tag, MaxItem);
            if (tag is null)
            {
                errors.Add(("tags", "Must hold texts only."));
            }
        }

        CheckCount(errors, "metadata", alert.Metadata?.Count);
        foreach (var (name, value) in alert.Metadata?.Take(MaxItems) ?? [])
        {
            CheckText(errors, "metadata", name, MaxName);
            if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            {
                errors.Add(("metadata", "Must hold texts, numbers and booleans only."));
            }

            CheckText(errors, "metadata", value.ToString(), MaxValue);
        }

        return [.. errors.Distinct().Select(error => new ApiErrorDetail { Field = error.Field, Message = error.Message })];
    }

    public static AlarmState StateOf(CustomAlert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return alert.State == Ok ? AlarmState.Ok : AlarmState.Alarm;
    }

    public static IncidentSeverity? SeverityOf(CustomAlert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return alert.Severity switch
        {
            "critical" => IncidentSeverity.Critical,
            "high" => IncidentSeverity.High,
            "medium" => IncidentSeverity.Medium,
            "low" => IncidentSeverity.Low,
            "info" => IncidentSeverity.Info,
            _ => null,
        };
    }

    private static void CheckCount(List<(string, string)> errors, string field, int? count)
    {
        if (count > MaxItems)
        {
            errors.Add((field, $"At most {MaxItems}."));
        }
    }

    private static void CheckText(
        List<(string, string)> errors, string field, string? text, int max, bool mayHaveLines = false)
    {
        if (text is null)
        {
            return;
        }

        if (text.Length > max)
        {
            errors.Add((field, $"At most {max} characters."));
        }

        if (text.Any(c => char.IsControl(c) && !(mayHaveLines && c is '\n' or '\t' or '\r')))
        {
            errors.Add((field, "Must not hold control characters."));
        }
    }
}
