using System.CommandLine;
using System.Globalization;
using CauseFlow.Evaluation.Scoring;

namespace CauseFlow.Cli.Evaluations;

/// <summary><c>causeflow eval compare BEFORE AFTER [--truth DIR]</c>: what another version says of the same cases.</summary>
internal static class CompareVerb
{
    private const int MaxShown = 40;

    public static Command Create()
    {
        var before = new Argument<string>("before") { Description = "Results of `eval batch` by the one version." };
        var after = new Argument<string>("after") { Description = "Results of the same cases by the other." };
        var truth = new Option<string?>("--truth")
        {
            Description = "Truths of the cases (NAME.json or NAME/truth.json): fails when a system loses more than 0.03.", HelpName = "DIR",
        };
        var command = new Command("compare", "Compares the results of two versions on a folder of cases.") { before, after, truth };
        command.Judges((session, _) =>
        {
            var (then, now) = (ResultFolder.Read(session.Of(before)), ResultFolder.Read(session.Of(after)));
            var differences = Differences(then, now).ToList();
            foreach (var line in differences.Take(MaxShown))
            {
                session.Screen.Line(line);
            }

            if (differences.Count > MaxShown)
            {
                session.Screen.Line($"and {differences.Count - MaxShown} more");
            }

            session.Screen.Line($"{differences.Count} of {then.Keys.Union(now.Keys).Count()} cases differ in verdict, first cause or confidence.");
            return session.Of(truth) is { } folder ? Losses(session, TruthFolder.Read(folder), then, now) : ExitCodes.Ok;
        });
        return command;
    }

    private static IEnumerable<string> Differences(IReadOnlyDictionary<string, CaseResult> before, IReadOnlyDictionary<string, CaseResult> after) =>
        from name in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
        let pair = (Then: Words(before.GetValueOrDefault(name)), Now: Words(after.GetValueOrDefault(name)))
        where pair.Then != pair.Now
        select $"{name}: {pair.Then} -> {pair.Now}";

    private static string Words(CaseResult? result) => result is null ? "(no result)"
        : result.Causes is not [var first, ..] ? result.Verdict
        : string.Create(CultureInfo.InvariantCulture, $"{result.Verdict}, {first.Resource} ({first.Category}, {first.Confidence:0.00})");

    private static int Losses(
        Session session, IReadOnlyDictionary<string, Truth> truths, IReadOnlyDictionary<string, CaseResult> before, IReadOnlyDictionary<string, CaseResult> after)
    {
        var both = truths.Where(truth => before.ContainsKey(truth.Key) && after.ContainsKey(truth.Key)).ToList();
        SystemFigures Of(IReadOnlyDictionary<string, CaseResult> results) =>
            SystemFigures.Of(both.Select(truth => new CaseScore { Name = truth.Key, Truth = truth.Value, Result = results[truth.Key] }));
        var losses = SystemLoss.Of(Of(before), Of(after));
        foreach (var loss in losses)
        {
            session.Screen.Line(string.Create(CultureInfo.InvariantCulture,
                $"{loss.System}: {loss.Figure} {loss.Before:0.000} -> {loss.After:0.000}{(loss.IsTooMuch ? $", which is more than {SystemLoss.Most} less" : "")}"));
        }

        return losses.Any(loss => loss.IsTooMuch) ? ExitCodes.Failure : ExitCodes.Ok;
    }
}
