using System.Globalization;
using System.Text;

namespace CauseFlow.EndToEnd.Tests.Faults;

/// <summary>The figures of one fault run, for people.</summary>
public sealed record FaultReport
{
    public required string Fault { get; init; }
    public required int Injected { get; init; }
    public required int Accepted { get; init; }
    public required int SentTwice { get; init; }
    public required int Attempts { get; init; }
    public required long Completed { get; init; }

    /// <summary>Accepted, and in no incident or without a verdict.</summary>
    public required long Lost { get; init; }

    /// <summary>In more than one incident, or ended more than once.</summary>
    public required long Doubled { get; init; }
    public required long OpenLeases { get; init; }

    /// <summary>Messages in queues and outboxes, error queues apart.</summary>
    public required long Stuck { get; init; }

    /// <summary>Messages that were given up and are kept in an error queue.</summary>
    public required long SetAside { get; init; }
    public required string Audit { get; init; }
    public required TimeSpan Took { get; init; }

    public static string Table(IEnumerable<FaultReport> reports)
    {
        var text = new StringBuilder("| Fault | injected | accepted | sent twice | attempts | completed | lost | doubled | open leases | stuck | set aside | audit | s |\n"
            + "|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var r in reports)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {r.Fault} | {r.Injected} | {r.Accepted} | {r.SentTwice} | {r.Attempts} | {r.Completed} | {r.Lost} | {r.Doubled} ");
            text.Append(CultureInfo.InvariantCulture, $"| {r.OpenLeases} | {r.Stuck} | {r.SetAside} | {r.Audit} | {r.Took.TotalSeconds:0} |\n");
        }

        return text.ToString();
    }
}
