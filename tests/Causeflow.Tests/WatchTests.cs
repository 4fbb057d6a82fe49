using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace CauseFlow.Causeflow.Tests;

/// <summary>Following an incident while connections break.</summary>
public sealed class WatchTests(InvestigatedProduct product)
{
    [Fact]
    public async Task Watch_GoesOnAfterTheLastStep_WhenTheConnectionBreaks()
    {
        var asked = new List<string?>();
        await using var server = await StubServer.StartAsync(async context =>
        {
            asked.Add(context.Request.Headers["Last-Event-ID"]);
            var next = asked.Count switch { 1 => new[] { 1, 2 }, 2 => [], _ => [3] };
            context.Response.ContentType = "text/event-stream";

            // More than will come: what was sent arrives, and then the connection ends in the middle of an answer.
            context.Response.ContentLength = asked.Count == 1 ? 10_000 : null;
            foreach (var seq in next)
            {
                await context.Response.WriteAsync(
                    $"id: {seq}\nevent: x\ndata: {{\"seq\":{seq},\"kind\":\"{(seq == 3 ? "verdict" : "waiting")}\",\"text\":\"t\"}}\n\n: note\n\n");
            }

            await context.Response.Body.FlushAsync();
        });
        using var program = server.Client();

        var run = (await program.RunAsync("incidents", "watch", "inc_1", "--until-verdict", "-o", "json")).ShouldSucceed();

        Sequence(run.Output).ShouldBe([1, 2, 3]);
        asked.ShouldBe([null, "2", "2"]);
        run.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Watch_ThroughALineThatIsCut_MissesNoStep_AndRepeatsNone()
    {
        await using var relay = CuttableRelay.To(product.Customer.Url);
        using var program = product.LoggedIn();
        program.Environment["CAUSEFLOW_URL"] = relay.Url.AbsoluteUri;
        var started = (await program.RunAsync(
            "investigate", "--title", "Checkout fails", "--description", "Seen by a person on the page.", "--integration",
            (await IntegrationIdAsync(program)), "-o", "json")).ShouldSucceed().Json;
        var id = started.GetProperty("id").GetString()!;

        using var watch = program.Start("incidents", "watch", id, "--until-verdict", "-o", "json");
        var lines = new List<string> { (await watch.StandardOutput.ReadLineAsync())! };
        relay.Cut();
        lines.Add((await watch.StandardOutput.ReadLineAsync())!);
        relay.Cut();
        lines.AddRange((await watch.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        await watch.WaitForExitAsync();

        var timeline = await product.Customer.Api.GetAsync($"v1/incidents/{id}/timeline");
        var all = timeline.GetProperty("items").EnumerateArray().Select(step => step.GetProperty("seq").GetInt64()).ToList();
        Sequence(string.Join('\n', lines)).ShouldBe(all.Take(lines.Count).ToList());
        lines[^1].ShouldContain("\"verdict\"");
        relay.Connections.ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task Watch_IntoAPipeThatIsClosed_EndsByItself()
    {
        using var program = product.LoggedIn();
        using var shell = new Process();
        shell.StartInfo = new ProcessStartInfo("bash", ["-c",
            $"'{CommandLine.Program}' incidents watch {product.IncidentId} -o json | head -n 1; echo \"${{PIPESTATUS[0]}}\""])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, Environment =
            {
                ["CAUSEFLOW_URL"] = program.Environment["CAUSEFLOW_URL"], ["CAUSEFLOW_API_KEY"] = program.Environment["CAUSEFLOW_API_KEY"],
            },
        };
        shell.Start();
        var error = shell.StandardError.ReadToEndAsync();
        var output = await shell.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));

        JsonDocument.Parse(output.Split('\n')[0]).RootElement.GetProperty("seq").GetInt64().ShouldBeGreaterThan(0);
        (await error).ShouldBeEmpty();
    }

    [Fact]
    public async Task Watch_OfAnUnknownIncident_FailsAtOnce()
    {
        using var program = product.LoggedIn();

        var run = await program.RunAsync("incidents", "watch", "inc_00000000000000000000000000");

        run.Code.ShouldBe(1);
        run.Error.ShouldContain("`causeflow incidents list`");
    }

    private static async Task<string> IntegrationIdAsync(CommandLine program) =>
        (await program.RunAsync("integrations", "list", "-o", "json")).ShouldSucceed()
            .Json.GetProperty("items")[0].GetProperty("id").GetString()!;

    private static List<long> Sequence(string lines) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("seq").GetInt64())];
}
