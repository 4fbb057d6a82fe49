using System.CommandLine;
using CauseFlow.Evaluation;

namespace CauseFlow.Cli.Evaluations;

/// <summary><c>causeflow eval case --dir CASE --out result.json</c>.</summary>
internal static class CaseVerb
{
    public static Command Create()
    {
        var folder = EvaluationVerbs.Path("--dir", "The case: a folder with incident.json, or an exported case.", "CASE");
        var result = EvaluationVerbs.Path("--out", "Where the result is written.", "FILE");
        var now = EvaluationVerbs.Now();
        var command = new Command("case", "Judges one case and writes its result.") { folder, result, now };
        command.Judges((session, _) =>
        {
            ResultFiles.Write(session.Of(result)!, CaseEvaluation.Run(session.Of(folder)!, EvaluationVerbs.NowOf(session, now)));
            return ExitCodes.Ok;
        });
        return command;
    }
}
