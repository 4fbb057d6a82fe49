using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace CauseFlow.Causeflow.Tests;

/// <summary>Time-outs, bounds, retries and ways to fail of one call.</summary>
public sealed class TransportTests
{
    [Fact]
    public async Task ARead_IsAskedAgain_AsTheAnswerSays_AndAChangeIsNot()
    {
        var (reads, changes) = (0, 0);
        await using var server = await StubServer.StartAsync(context =>
        {
            if (context.Request.Method == "GET" && Interlocked.Increment(ref reads) >= 3)
            {
                return context.Response.WriteAsync("""{"items":[],"cursor":null,"count":0}""");
            }

            changes += context.Request.Method == "GET" ? 0 : 1;
            context.Response.StatusCode = reads == 1 ? 429 : 503;
            context.Response.Headers.RetryAfter = reads == 1 ? "1" : default;
            return context.Response.WriteAsJsonAsync(new { error = "unavailable", message = "Try again." });
        });
        using var program = server.Client();

        (await program.RunAsync("incidents", "list", "-o", "json")).ShouldSucceed();
        reads.ShouldBe(3);

        (await program.RunAsync("incidents", "resolve", "inc_1")).Code.ShouldBe(1);
        changes.ShouldBe(1);
    }

    [Fact]
    public async Task WhatMakesOneThing_IsSentAgainWithTheSameKey_WhenTheAnswerIsLost()
    {
        var keys = new List<string?>();
        await using var server = await StubServer.StartAsync(context =>
        {
            keys.Add(context.Request.Headers["Idempotency-Key"]);
            if (keys.Count == 1)
            {
                context.Abort();
                return Task.CompletedTask;
            }

            context.Response.StatusCode = keys.Count == 2 ? 503 : 201;
            return context.Response.WriteAsJsonAsync(new { id = "key_1", key = keys.Count == 3 ? "cflo_shown_once" : null });
        });
        using var program = server.Client();

        (await program.RunAsync("keys", "create", "night", "--role", "member")).ShouldSucceed().Output.ShouldContain("cflo_shown_once");

        keys.Count.ShouldBe(3);
        keys.Distinct().ShouldHaveSingleItem().ShouldNotBeNullOrEmpty();
        var lost = await program.RunAsync("keys", "create", "night", "--role", "member");
        lost.Code.ShouldBe(1);
        lost.Error.ShouldContain("keys revoke key_1");
        keys[3].ShouldNotBe(keys[0]);
    }

    [Fact]
    public async Task ErasingEvidence_GoesOnUntilNothingIsLeft_AndIsConfirmedFirst()
    {
        var asked = new List<string>();
        await using var server = await StubServer.StartAsync(context =>
        {
            asked.Add($"{context.Request.Method} {context.Request.Path}");
            return context.Response.WriteAsJsonAsync(new { erased = asked.Count == 1 ? 200 : 100, left = asked.Count == 1 ? 100 : 0, stillRunning = 2 });
        });
        using var program = server.Client();

        (await program.RunAsync("integrations", "erase-evidence", "int_1")).Code.ShouldBe(1, "nobody confirmed it");
        asked.ShouldBeEmpty();
        var json = (await program.RunAsync("integrations", "erase-evidence", "int_1", "--yes", "-o", "json")).ShouldSucceed().Json;

        asked.ShouldBe(["DELETE /v1/integrations/int_1/evidence", "DELETE /v1/integrations/int_1/evidence"]);
        (json.GetProperty("erased").GetInt32(), json.GetProperty("left").GetInt32(), json.GetProperty("stillRunning").GetInt32()).ShouldBe((300, 0, 2));
    }

    [Fact]
    public async Task AnAnswer_ThatDoesNotCome_EndsAtTheTimeout()
    {
        await using var server = await StubServer.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var program = server.Client();
        var clock = Stopwatch.StartNew();

        var run = await program.RunAsync("incidents", "list", "--timeout", "1");

        run.Code.ShouldBe(1);
        run.Error.ShouldContain("No answer within 1 s");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task AnAnswer_WithoutEnd_IsNotReadForever()
    {
        await using var server = await StubServer.StartAsync(async context =>
        {
            var piece = new byte[1024 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            }
        });
        using var program = server.Client();

        var run = await program.RunAsync("incidents", "list");

        run.Code.ShouldBe(1);
        run.Error.ShouldContain("larger than");
    }

    [Fact]
    public async Task ARedirect_IsNotFollowed_SinceItWouldTakeTheKeyAlong()
    {
        var stolen = false;
        await using var thief = await StubServer.StartAsync(context =>
        {
            stolen = true;
            return Task.CompletedTask;
        });
        await using var server = await StubServer.StartAsync(context =>
        {
            context.Response.Redirect(new Uri(thief.Url, "/v1/incidents").AbsoluteUri);
            return Task.CompletedTask;
        });
        using var program = server.Client();

        (await program.RunAsync("incidents", "list")).Code.ShouldBe(1);

        stolen.ShouldBeFalse();
    }

    [Fact]
    public async Task SomethingElse_ThanCauseFlow_IsSaidToBeThat()
    {
        await using var server = await StubServer.StartAsync(context => context.Response.WriteAsync("<html>Hello</html>"));
        using var program = server.Client();

        (await program.RunAsync("incidents", "list")).Error.ShouldContain("Is the URL that of CauseFlow's gateway?");
    }

    [Fact]
    public async Task NothingThere_IsSaidToBeThat()
    {
        using var program = new CommandLine();
        program.Environment["CAUSEFLOW_URL"] = "http://127.0.0.1:1";
        program.Environment["CAUSEFLOW_API_KEY"] = "cflo_of_a_test";

        var run = await program.RunAsync("doctor");

        run.Code.ShouldBe(1);
        run.Output.ShouldContain("Nothing listens at 127.0.0.1:1");
    }
}
