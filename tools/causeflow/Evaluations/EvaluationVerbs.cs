using System.CommandLine;
using CauseFlow.Cli.Terminal;
using CauseFlow.Evaluation;
using CauseFlow.Evaluation.Input;

namespace CauseFlow.Cli.Evaluations;

/// <summary><c>causeflow eval parse|case|batch|compare</c>: this release's judgement on files, offline.</summary>
internal static class EvaluationVerbs
{
    public static Command Create() => new("eval", "Offline: what this release makes of log lines and of cases in files.")
    {
        ParseVerb.Create(), CaseVerb.Create(), BatchVerb.Create(), CompareVerb.Create(),
    };

    /// <summary>The only clock that a case has besides its own.</summary>
    public static Option<string?> Now() => new("--now")
    {
        Description = "The case's clock, ISO 8601 (default: the end of its window).", HelpName = "TIME",
    };

    public static Option<string> Path(string name, string description, string help) => new(name)
    {
        Description = description, Required = true, HelpName = help,
    };

    public static DateTimeOffset? NowOf(Session session, Option<string?> option) => session.Of(option) is not { } text ? null
        : Timestamps.TryParse(text, out var time) ? time : throw new UsageException("--now is a time such as 2026-11-20T10:00:00Z.");

    /// <summary>A verb whose input may be wrong, which exits with 2 and names file and row.</summary>
    public static void Judges(this Command command, Func<Session, CancellationToken, int> act) =>
        command.Does((session, cancellationToken) =>
        {
            try
            {
                return Task.FromResult(act(session, cancellationToken));
            }
            catch (BadInputException exception)
            {
                Complaint.Write(exception.Message, suggestion: null);
                return Task.FromResult(ExitCodes.Usage);
            }
        });
}
