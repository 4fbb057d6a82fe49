using System.CommandLine;
using System.Text.Json;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Incidents;

/// <summary><c>causeflow incidents watch</c>: every step when it happens, until Ctrl-C.</summary>
internal static class WatchVerb
{
    public static Command Create()
    {
        var id = IncidentVerbs.IdArgument();
        var after = Choices.Text("--after", "Go on after this step (the seq of the last one that you have).", "SEQ");
        after.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !token.Value.All(char.IsAsciiDigit))
            {
                result.AddError("--after is the number of a step.");
            }
        });
        var untilVerdict = new Option<bool>("--until-verdict") { Description = "End after the next verdict." };
        var command = new Command("watch", "Follows an incident live; with --output json one step a line.") { id, after, untilVerdict };
        command.Does(async (session, cancellationToken) =>
        {
            var events = new IncidentEvents(session.Api, Query.Segment(session.Of(id))) { Reopened = Screen.Progress };
            await foreach (var step in events.FollowAsync(session.Of(after), cancellationToken))
            {
                Show(session.Screen, step);
                if (session.Of(untilVerdict) && step.Text("kind") == "verdict")
                {
                    return;
                }
            }
        });
        return command;
    }

    private static void Show(Screen screen, JsonElement step)
    {
        if (screen.IsJson)
        {
            screen.Json(step.GetRawText());
        }
        else
        {
            screen.Line(LineOf(step));
        }

        screen.Flush();
    }

    internal static string LineOf(JsonElement step) => PlainText.Line(
        $"{step.Time("at")}  {step.Text("kind").Replace('_', ' '),-24}  {step.Text("text")}");
}
