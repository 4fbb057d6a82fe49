using System.CommandLine;
using System.Text.Json;
using CauseFlow.Cli.Terminal;
using Spectre.Console;

namespace CauseFlow.Cli.Doctor;

/// <summary><c>causeflow doctor</c>: what is well, what is not, and what to do; fails when something does not work.</summary>
internal static class DoctorVerb
{
    public static Command Create()
    {
        var command = new Command("doctor", "Looks at the installation as far as the key may, and says what to do.");
        command.Does(async (session, cancellationToken) =>
        {
            var checks = await new Examination(session.Api, Session.Clock).RunAsync(cancellationToken);
            var isFailed = checks.Any(check => check.State == CheckState.Failed);
            if (session.Screen.IsJson)
            {
                session.Screen.Json(JsonSerializer.Serialize(new
                {
                    status = isFailed ? "failed" : checks.Any(check => check.State == CheckState.Warning) ? "warning" : "ok",
                    checks = checks.Select(check => new
                    {
                        name = check.Name, state = WordOf(check.State), detail = check.Detail, remedy = check.Remedy,
                    }),
                }));
            }
            else
            {
                Show(session.Screen, checks);
            }

            return isFailed ? ExitCodes.Failure : ExitCodes.Ok;
        });
        return command;
    }

    private static void Show(Screen screen, IReadOnlyList<Check> checks)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn(new GridColumn().NoWrap().PadRight(2))
            .AddColumn(new GridColumn());
        foreach (var check in checks)
        {
            grid.AddRow(
                new Text(MarkOf(check.State), new Style(ColorOf(check.State))), new Text(PlainText.Line(check.Name)),
                new Text(PlainText.Line(check.Detail)));
            if (check.Remedy is { } remedy)
            {
                grid.AddRow(new Text(""), new Text(""), new Text("→ " + PlainText.Line(remedy)));
            }
        }

        screen.Write(grid);
    }

    private static string WordOf(CheckState state) => state switch
    {
        CheckState.Ok => "ok", CheckState.Warning => "warning", CheckState.Failed => "failed", _ => "skipped",
    };

    private static string MarkOf(CheckState state) => state switch
    {
        CheckState.Ok => "✔", CheckState.Warning => "!", CheckState.Failed => "✘", _ => "-",
    };

    private static Color ColorOf(CheckState state) => state switch
    {
        CheckState.Ok => Color.Green, CheckState.Warning => Color.Yellow, CheckState.Failed => Color.Red, _ => Color.Grey,
    };
}
