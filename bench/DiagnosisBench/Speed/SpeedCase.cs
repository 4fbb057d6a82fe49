using System.Diagnostics;
using System.Globalization;
using CauseFlow.Bench.Text;
using CauseFlow.DiagnosisBench.Cases;
using CauseFlow.DiagnosisBench.Imports;

namespace CauseFlow.DiagnosisBench.Speed;

/// <summary>100,000 log lines and 300 series of 1,440 points in a process of its own, as people start it.</summary>
internal static class SpeedCase
{
    private const int Lines = 100_000;
    private const int Resources = 20;
    private const int SeriesOfResource = 15;
    private const int Points = 1_440;
    private const int Rounds = 3;
    private static readonly DateTimeOffset End = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The median of the seconds, and the most memory that was resident.</summary>
    public static (double Seconds, double Megabytes) Measure(CaseStore store)
    {
        Write(store);
        var folder = store.CaseFolder("speed", "large");
        var runs = Enumerable.Range(0, Rounds).Select(_ => Run(folder, Path.Combine(store.Root, "speed.json"))).ToList();
        Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
        return (runs.Select(run => run.Seconds).Order().ElementAt(Rounds / 2), runs.Max(run => run.Megabytes));
    }

    private static (double Seconds, double Megabytes) Run(string folder, string result)
    {
        var clock = Stopwatch.StartNew();
        // As ./dev eval starts it.
        using var process = Process.Start(new ProcessStartInfo("dotnet", [CommandLine(), "eval", "case", "--dir", folder, "--out", result])
        {
            Environment = { ["DOTNET_TC_QuickJitForLoops"] = "0" },
        })!;
        var peak = 0L;
        while (!process.WaitForExit(10))
        {
            peak = Math.Max(peak, PeakOf(process));
        }

        return process.ExitCode == 0 ? (clock.Elapsed.TotalSeconds, peak / 1024.0) : throw new InvalidOperationException("The large case was refused.");
    }

    /// <summary>VmHWM in KiB; 0 where the system does not tell.</summary>
    private static long PeakOf(Process process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.AsSpan(6).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>The tool, built in the same configuration as this.</summary>
    private static string CommandLine()
    {
        var own = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var folder = own;
        while (!File.Exists(Path.Combine(folder.FullName, "CauseFlow.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The benchmarks run from a clone of the repository.");
        }

        return Path.Combine(folder.FullName, "tools/causeflow/bin", own.Parent!.Name, own.Name, "causeflow.dll");
    }

    private static void Write(CaseStore store)
    {
        var (from, random) = (End.AddMinutes(-30), new Random(7));
        var writer = new CaseWriter
        {
            Incident = CaseWriter.IncidentOf("large", "aws", "service-0", "latency", "Average", "up", End.AddMinutes(-10), from, End),
            Truth = CaseWriter.TruthOf("service-1", "resource_exhaustion", End.AddMinutes(-15), []),
        };
        for (var resource = 0; resource < Resources; resource++)
        {
            writer.Node($"service-{resource}", "service");
            writer.Edge($"service-{resource / 2}", $"service-{resource}", "calls");
            for (var series = 0; series < SeriesOfResource; series++)
            {
                var metric = series == 0 ? "latency" : $"metric-{series}";
                for (var point = 0; point < Points; point++)
                {
                    var time = End.AddMinutes(point - Points);
                    var isBad = resource <= 1 && series <= 1 && time >= End.AddMinutes(-15);
                    writer.Metric(time, $"service-{resource}", metric, "Average", "",
                        ((isBad ? 500 : 100) + (random.NextDouble() * 10)).ToString("0.000", CultureInfo.InvariantCulture));
                }
            }
        }

        var start = from.AddHours(-1);
        foreach (var (place, text) in SampleLines.Make(Lines).Index())
        {
            writer.Log(start + ((End - start) * (place / (double)Lines)), $"service-{place % Resources}", null, text);
        }

        writer.Save(store, "speed", "large");
    }
}
