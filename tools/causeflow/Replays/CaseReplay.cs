using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.Cli.Terminal;
using CauseFlow.Contracts;

namespace CauseFlow.Cli.Replays;

/// <summary><c>causeflow replay case FILE</c>: the diagnosis of this release on a saved case, compared with what was said then.</summary>
internal static class CaseReplay
{
    private const long MaxBytes = 256L * 1024 * 1024;
    private const int MaxShown = 40;

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "What `causeflow incidents export` wrote; - for standard input." };
        var command = new Command("case", "Offline: the verdict of this release on a saved case; fails when it differs.") { file };
        command.Does(async (session, cancellationToken) =>
        {
            var saved = await ReadAsync(session.Of(file), cancellationToken);
            var now = JsonSerializer.SerializeToNode(Diagnosis.Diagnosis.Diagnose(saved.Case), ContractJson.Options);
            var then = JsonSerializer.SerializeToNode(saved.Verdict, ContractJson.Options);
            var differences = JsonDifference.Between(then, now).ToList();
            if (session.Screen.IsJson)
            {
                session.Screen.Json(new JsonObject
                {
                    ["incidentId"] = saved.Case.IncidentId, ["same"] = differences.Count == 0,
                    ["differences"] = JsonSerializer.SerializeToNode(differences, ContractJson.Options), ["verdict"] = now,
                }.ToJsonString());
            }
            else
            {
                Show(session.Screen, saved, differences);
            }

            return differences.Count == 0 ? ExitCodes.Ok : ExitCodes.Failure;
        });
        return command;
    }

    private static void Show(Screen screen, CaseExport saved, List<JsonDifference> differences)
    {
        screen.Line(PlainText.Line($"{saved.Case.IncidentId}, revision {saved.Verdict.Revision}: {saved.Verdict.Summary}"));
        if (differences.Count == 0)
        {
            screen.Line("The verdict is the same.");
            return;
        }

        screen.Line($"The verdict differs in {differences.Count} places:");
        foreach (var difference in differences.Take(MaxShown))
        {
            screen.Line(PlainText.Line($"{difference.Path}"));
            screen.Line(PlainText.Line($"  then {difference.Then ?? "(nothing)"}"));
            screen.Line(PlainText.Line($"  now  {difference.Now ?? "(nothing)"}"));
        }

        if (differences.Count > MaxShown)
        {
            screen.Line($"and {differences.Count - MaxShown} more: --output json shows all.");
        }
    }

    private static async Task<CaseExport> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = file == "-" ? Console.OpenStandardInput()
                : new FileStream(file, FileMode.Open, FileAccess.Read);
            if (stream.CanSeek && stream.Length > MaxBytes)
            {
                throw new CommandException($"{file} is larger than 256 MiB.");
            }

            var saved = await JsonSerializer.DeserializeAsync<CaseExport>(stream, ContractJson.Options, cancellationToken);
            return saved is { FormatVersion: 1 } ? saved : throw new CommandException(
                "The case is of a format that this release does not know.", "Take the tool of the release that wrote it.");
        }
        catch (JsonException exception)
        {
            throw new CommandException(
                $"{file} is not a saved case (line {exception.LineNumber + 1}).", "`causeflow incidents export INCIDENT > FILE` saves one.",
                exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file} cannot be read.", "Does it exist, and is it yours?", exception);
        }
    }
}
