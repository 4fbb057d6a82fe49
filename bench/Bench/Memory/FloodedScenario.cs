using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.Bench.Memory;

/// <summary>A shipped scenario whose alarmed resource writes a given number of log lines more in the hour up to the alarm.</summary>
internal static class FloodedScenario
{
    private const int Minutes = 60;

    /// <summary>As they are written: requests that differ in everything, JSON, and an error with its stack.</summary>
    private static readonly (string Level, string Text)[] Lines =
    [
        ("INFO", "{time} INFO {ip} GET /orders/{uuid} 200 {int:1:900} ms, session {hex:24}, cart {int:1:99999} of {choice:web|app|kiosk}"),
        ("INFO", "{\"level\":\"info\",\"message\":\"reserved {int:1:9} of item {int:10000:99999} in {choice:Dublin|Frankfurt|Milan} "
            + "for order {uuid}\",\"requestId\":\"{uuid#request}\",\"elapsed\":{int:1:400}}"),
        ("WARNING", "{time} WARN cache of tenant {int:1:500} is {int:10:99} % full, entry {hex:32} was dropped after {ms:1:60} s"),
        ("ERROR", "{time} ERROR System.TimeoutException: payment {uuid} was not answered within {int:1000:9000} ms\n"
            + "   at Shop.Payments.Client.Send(Request request) in /src/Client.cs:line 88\n"
            + "   at Shop.Orders.Checkout.Pay(Order order) in /src/Checkout.cs:line 141\n"
            + "   at Shop.Orders.Api.Post(HttpContext context) in /src/Api.cs:line 37"),
    ];

    public static Scenario Load(string name, int lines)
    {
        var scenario = ScenarioLoader.Load(name);
        IReadOnlyList<ScenarioSegment> segments =
        [
            new() { FromMinute = -Minutes, Level = (double)lines / Minutes / Lines.Length },
        ];
        ScenarioLogEvent Event(string text) => new() { Lines = [new ScenarioLogLine { Text = text }], Segments = segments };
        if (scenario.Google is { Alarm: not null, Logs: [var log, ..] } google)
        {
            var more = Lines.Select(line => log with { Severity = line.Level, Lines = [new ScenarioLogLine { Text = line.Text }], Segments = segments });
            return scenario with { Google = google with { Logs = [.. google.Logs, .. more] } };
        }

        if (scenario.Azure is { AlertId: not null, Workspace: { Rows: [var rows, ..] } workspace } azure)
        {
            var more = Lines.Select(line => rows with
            {
                Level = line.Level == "INFO" ? "Informational" : line.Level == "ERROR" ? "Error" : "Warning", Events = [Event(line.Text)],
            });
            return scenario with { Azure = azure with { Workspace = workspace with { Rows = [.. workspace.Rows, .. more] } } };
        }

        var first = scenario.LogGroups[0];
        var flooded = first with { Events = [.. first.Events, .. Lines.Select(line => Event(line.Text))] };
        return scenario with { LogGroups = [flooded, .. scenario.LogGroups.Skip(1)] };
    }
}
