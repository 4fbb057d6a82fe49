using System.Globalization;
using CauseFlow.Collection;
using CauseFlow.Collection.Patterns;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>Turns what an API gives of a log event into a redacted line that points back at it.</summary>
internal static class LogLines
{
    public static LogLine Of(CollectionContext context, LogReading reading, DateTimeOffset time, string message, string stream)
    {
        var redacted = context.Redactor.Redact(stream);
        return new LogLine(time, context.Redactor.Redact(message), new Pointer
        {
            Api = "logs:GetLogEvents",
            Parameters = new Dictionary<string, string>
            {
                ["logGroupName"] = reading.Group.Name,
                ["logStreamName"] = redacted,
                ["startTime"] = time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            },
            ConsoleLink = ConsoleLinks.LogStream(context.Region, reading.Group.Name, redacted),
        });
    }

    /// <summary>
    /// Insights writes <c>yyyy-MM-dd HH:mm:ss.SSS</c> and means UTC; some endpoints write epoch milliseconds.
    /// </summary>
    public static DateTimeOffset? Time(string? text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return Clients.AwsJson.FromEpoch(milliseconds / 1000.0);
        }

        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time : null;
    }
}
