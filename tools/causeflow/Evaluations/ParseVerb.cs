using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CauseFlow.Evaluation;

namespace CauseFlow.Cli.Evaluations;

/// <summary><c>causeflow eval parse --in lines.csv --out groups.csv</c>.</summary>
internal static class ParseVerb
{
    private const double BytesOfMegabyte = 1024 * 1024;

    public static Command Create()
    {
        var lines = EvaluationVerbs.Path("--in", "LineId,Source,Content, a header and a line each (RFC 4180).", "FILE");
        var groups = EvaluationVerbs.Path("--out", "LineId,ClusterId,Template is written here.", "FILE");
        var command = new Command("parse", "Groups log lines into templates, as log mining does.") { lines, groups };
        command.Judges((session, _) =>
        {
            var clock = Stopwatch.StartNew();
            var bytes = LineFile.Group(session.Of(lines)!);
            ResultFiles.Write(session.Of(groups)!, bytes);
            using var process = Process.GetCurrentProcess();
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{clock.Elapsed.TotalSeconds:0.000} s, {process.PeakWorkingSet64 / BytesOfMegabyte:0} MB"));
            return ExitCodes.Ok;
        });
        return command;
    }
}
