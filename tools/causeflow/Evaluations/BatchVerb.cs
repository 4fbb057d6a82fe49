using System.Collections.Concurrent;
using System.CommandLine;
using CauseFlow.Cli.Terminal;
using CauseFlow.Evaluation;

namespace CauseFlow.Cli.Evaluations;

/// <summary><c>causeflow eval batch --dir CASES --out RESULTS [--jobs N]</c>.</summary>
internal static class BatchVerb
{
    private const int MaxJobs = 64;

    public static Command Create()
    {
        var folder = EvaluationVerbs.Path("--dir", "A folder of cases; those in folders below are found too.", "CASES");
        var results = EvaluationVerbs.Path("--out", "Folder for the results: NAME.json and NAME/result.json for each case.", "RESULTS");
        var now = EvaluationVerbs.Now();
        var jobs = new Option<int>("--jobs") { Description = "Cases at once, 1 to 64.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var command = new Command("batch", "Judges every case of a folder.") { folder, results, now, jobs };
        command.Judges((session, cancellationToken) =>
        {
            var count = session.Of(jobs) is >= 1 and <= MaxJobs and var number ? number : throw new UsageException("--jobs is 1 to 64.");
            var clock = EvaluationVerbs.NowOf(session, now);
            var cases = FoundCase.In(session.Of(folder)!);
            var failures = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
            Parallel.ForEach(cases, new ParallelOptions { MaxDegreeOfParallelism = count, CancellationToken = cancellationToken }, found =>
            {
                try
                {
                    Write(session.Of(results)!, found.Name, CaseEvaluation.Run(found.Path, clock));
                }
                catch (BadInputException exception)
                {
                    failures[found.Name] = exception.Message;
                }
            });
            foreach (var (name, message) in failures.OrderBy(failure => failure.Key, StringComparer.Ordinal))
            {
                Complaint.Write($"{name}: {message}", suggestion: null);
            }

            session.Screen.Line($"{cases.Count - failures.Count} of {cases.Count} cases judged.");
            return failures.IsEmpty ? ExitCodes.Ok : ExitCodes.Usage;
        });
        return command;
    }

    private static void Write(string results, string name, byte[] bytes)
    {
        ResultFiles.Write(Path.Combine(results, $"{name}.json"), bytes);
        ResultFiles.Write(Path.Combine(results, name, "result.json"), bytes);
    }
}
