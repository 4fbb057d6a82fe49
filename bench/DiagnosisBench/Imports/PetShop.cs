using System.Globalization;
using System.Text.Json.Nodes;
using CauseFlow.DiagnosisBench.Cases;
using CauseFlow.Evaluation.Input;

namespace CauseFlow.DiagnosisBench.Imports;

/// <summary>
/// petshop: an application on AWS. The quiet days become the history that ends where the issue's rows begin; the graph's rows call its
/// columns; what a node is, its name says after the underscore.
/// </summary>
internal static class PetShop
{
    private const string System = "petshop";
    private const int HeaderRows = 3;
    private const int StepSeconds = 300;

    /// <summary>Of the two quiet days the last: a day of every five minutes.</summary>
    private const int HistoryRows = 288;

    public static void Import(string data, CaseStore store)
    {
        foreach (var traffic in Directory.EnumerateDirectories(Path.Combine(data, System)).Order(StringComparer.Ordinal))
        {
            var graph = Table.Read(Path.Combine(traffic, "graph.csv"));
            var quiet = Table.Read(Path.Combine(traffic, "noissue", "metrics.csv"));
            foreach (var issue in Directory.EnumerateDirectories(traffic, "issue_*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                var name = $"{Path.GetFileName(traffic)}-{Path.GetFileName(Path.GetDirectoryName(issue))}-{Path.GetFileName(issue)}";
                Write(store, name, graph, quiet, Table.Read(Path.Combine(issue, "metrics.csv")),
                    JsonNode.Parse(File.ReadAllText(Path.Combine(issue, "target.json")))!);
            }
        }
    }

    private static void Write(CaseStore store, string name, Table graph, Table quiet, Table issue, JsonNode target)
    {
        var alarm = target["target"]!;
        var fired = DateTimeOffset.FromUnixTimeSeconds((long)alarm["timestamp"]!);
        var from = Time(issue, HeaderRows);
        var to = Time(issue, issue.Rows.Count - 1).AddSeconds(StepSeconds);
        var metric = (string)alarm["metric"]!;
        var writer = new CaseWriter
        {
            Incident = CaseWriter.IncidentOf(name, "aws", (string)alarm["node"]!, metric, (string)alarm["agg"]!,
                metric == "availability" ? "down" : "up", fired, from, to),
            Truth = CaseWriter.TruthOf((string)target["root_cause"]!["node"]!, null, null, []),
        };
        var shift = from.AddSeconds(-StepSeconds) - Time(quiet, quiet.Rows.Count - 1);
        Metrics(writer, quiet, quiet.Rows.Count - HistoryRows, shift);
        Metrics(writer, issue, HeaderRows, TimeSpan.Zero);
        Topology(writer, graph);
        writer.Save(store, System, name);
    }

    private static void Metrics(CaseWriter writer, Table table, int first, TimeSpan shift)
    {
        for (var row = Math.Max(HeaderRows, first); row < table.Rows.Count; row++)
        {
            if (table.Rows[row][0] == "unix_timestamp")
            {
                continue;
            }

            var time = Time(table, row) + shift;
            for (var column = 1; column < table.Rows[row].Count; column++)
            {
                var metric = table.Rows[1][column];
                if (table.Rows[row][column].Length == 0)
                {
                    continue;
                }

                writer.Metric(time, table.Rows[0][column], metric, table.Rows[2][column],
                    metric switch { "latency" => "Seconds", "availability" => "Percent", _ => "Count" }, table.Rows[row][column]);
            }
        }
    }

    private static void Topology(CaseWriter writer, Table graph)
    {
        var names = graph.Rows[0];
        for (var row = 1; row < graph.Rows.Count; row++)
        {
            var from = graph.Rows[row][0];
            var at = from.LastIndexOf('_');
            writer.Node(from, at < 0 ? "" : from[(at + 1)..]);
            for (var column = 1; column < names.Count; column++)
            {
                if (double.Parse(graph.Rows[row][column], CultureInfo.InvariantCulture) > 0)
                {
                    writer.Edge(from, names[column], "calls");
                }
            }
        }
    }

    private static DateTimeOffset Time(Table table, int row) =>
        Timestamps.TryParse(table.Rows[table.Rows[row][0] == "unix_timestamp" ? row + 1 : row][0], out var time) ? time
            : throw new InvalidDataException($"{table.Rows[row][0]} is no time.");
}
