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

    /// <summary>Resources that the alarms are about: so many incidents and investigations there must be.</summary>
    public required int Expected { get; init; }
    public required long Completed { get; init; }

    /// <summary>Of those, the ones that a collector has sent something for.</summary>
    public required long WithEvidence { get; init; }

    /// <summary>The others whose case says what could not be read, and why.</summary>
    public required long ToldWhy { get; init; }

    /// <summary>Alarms that were accepted and are not in exactly one incident with one investigation that has a verdict.</summary>
    public required long Lost { get; init; }

    /// <summary>Incidents, investigations and ends beyond what there must be.</summary>
    public required long Doubled { get; init; }
    public required long OpenLeases { get; init; }

    /// <summary>Messages in queues and outboxes, error queues apart.</summary>
    public required long Stuck { get; init; }

    /// <summary>Messages that were given up and are kept in an error queue.</summary>
    public required long SetAside { get; init; }
    public required string Audit { get; init; }

    /// <summary>Faults that met work under way.</summary>
    public required int Met { get; init; }

    /// <summary>How many there were.</summary>
    public required int Faults { get; init; }
    public required TimeSpan Took { get; init; }

    public static string Table(IEnumerable<FaultReport> reports)
    {
        var text = new StringBuilder(
            "| Fault | injected | accepted | sent twice | attempts | incidents due | completed | with evidence | told why not | lost | doubled | open leases "
            + "| stuck | set aside | audit | met work | s |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var r in reports)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {r.Fault} | {r.Injected} | {r.Accepted} | {r.SentTwice} | {r.Attempts} | {r.Expected} | {r.Completed} ");
            text.Append(CultureInfo.InvariantCulture, $"| {r.WithEvidence} | {r.ToldWhy} | {r.Lost} | {r.Doubled} | {r.OpenLeases} | {r.Stuck} | {r.SetAside} | {r.Audit} ");
            text.Append(CultureInfo.InvariantCulture, $"| {r.Met} of {r.Faults} | {r.Took.TotalSeconds:0} |\n");
        }

        return text.ToString();
    }
}
