using System.Diagnostics;
using System.Text;
using CauseFlow.Bench.Load;
using CauseFlow.Collection.Patterns;
using CauseFlow.Collection.Redaction;
using CauseFlow.Collection.Tests;
using CauseFlow.Contracts;

namespace CauseFlow.Bench.Text;

/// <summary>
/// How fast log lines are mined and redacted, on one thread. The yardstick is a StreamReader that reads the same lines from memory.
/// Goals: 0.3 of it, and 400,000 lines a second.
/// </summary>
internal static class TextBench
{
    private const int Lines = 100_000;
    private const int LabelledLines = 5_000;
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    public static void Run(BenchOptions options)
    {
        var lines = SampleLines.Make(Lines);
        var bytes = Encoding.UTF8.GetBytes(string.Join('\n', lines.Select(line => line.Replace('\n', '\u2028'))));
        var events = lines.Select((line, i) => new LogLine(Start.AddMilliseconds(i * 10), line)).ToList();
        var (reader, miner, redactor) =
            (new Series("StreamReader", "lines/s"), new Series("Miner", "lines/s"), new Series("Redactor", "GB/s"));
        var patterns = 0;
        for (var round = 0; round <= options.Rounds; round++)
        {
            var (read, mined, redacted) = (Seconds(() => Read(bytes)), Seconds(() => patterns = Mine(events)), Seconds(() => Redact(lines)));
            if (round > 0)
            {
                reader.Add(Lines / read);
                miner.Add(Lines / mined);
                redactor.Add(bytes.Length / redacted / 1e9);
            }
        }

        Console.WriteLine($"text, {Lines} lines of {bytes.Length / Lines} bytes, one thread, {patterns} patterns");
        Console.WriteLine($"  {reader}\n  {miner} (goal 400000)\n  {miner.RatioTo(reader)} (goal 0.3)\n  {redactor}");
        Console.WriteLine("redaction of a labelled set: what was missed, and ordinary lines that were changed");
        foreach (var figure in RedactionSet.Measure(new Redactor(), LabelledLines))
        {
            Console.WriteLine($"  {figure.Kind}: {figure.Wrong} of {figure.Lines}");
        }
    }

    private static double Seconds(Action act)
    {
        GC.Collect();
        var clock = Stopwatch.StartNew();
        act();
        return clock.Elapsed.TotalSeconds;
    }

    private static void Read(byte[] bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes));
        while (reader.ReadLine() is not null)
        {
        }
    }

    private static int Mine(List<LogLine> events) => LogMiner.Mine(events, new InvestigationWindow
    {
        From = Start,
        To = Start.AddMinutes(30),
        Baselines = [new Baseline { From = Start.AddHours(-1), To = Start, Kind = BaselineKind.Adjacent }],
    }, new LogMiningOptions()).Patterns.Count;

    private static void Redact(IReadOnlyList<string> lines)
    {
        var redactor = new Redactor();
        foreach (var line in lines)
        {
            redactor.Redact(line);
        }
    }
}
