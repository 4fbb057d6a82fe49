using System.Text.Json;
using CauseFlow.CloudSimulation.Control;
using Microsoft.AspNetCore.Http;

namespace CauseFlow.Causeflow.Tests;

/// <summary>Every verb against the real product, as somebody on call uses it.</summary>
public sealed class ProductTests(InvestigatedProduct product) : IDisposable
{
    private readonly CommandLine _program = product.LoggedIn();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task Lists_InAPipe_AreTablesOrOneDocument()
    {
        var table = (await _program.RunAsync("incidents", "list", "--source", "cloudwatch")).ShouldSucceed();
        table.Output.ShouldStartWith("ID ");
        table.Output.ShouldContain(product.IncidentId);
        table.Output.ShouldNotContain("\u001b");
        table.Output.Split('\n').ShouldAllBe(line => !line.EndsWith(' '));

        foreach (var verb in (string[][])
            [["incidents", "list"], ["evidence", "list", product.IncidentId], ["integrations", "list"], ["audit", "list"],
             ["deliveries"], ["senders"], ["keys", "list"], ["operations", "error-queues", "list"]])
        {
            var json = (await _program.RunAsync([.. verb, "-o", "json"])).ShouldSucceed();
            json.Json.GetProperty("items").ValueKind.ShouldBe(JsonValueKind.Array);
            json.Error.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task WhoAmI_SaysTenantKeyAndRoles()
    {
        var told = (await _program.RunAsync("whoami")).ShouldSucceed().Output;
        told.ShouldContain($"server: {product.Customer.Url.AbsoluteUri}");
        told.ShouldContain("tenant: ");
        told.ShouldContain("ten_");
        told.ShouldContain("key_");
        told.ShouldContain("roles: member, admin, operator");

        var json = (await _program.RunAsync("whoami", "-o", "json")).ShouldSucceed().Json;
        json.GetProperty("roles").GetArrayLength().ShouldBe(3);
        json.ToString().ShouldNotContain(product.Customer.Product.AdminKey);
    }

    [Fact]
    public async Task AJsonList_IsTheApisOwn()
    {
        var ours = (await _program.RunAsync("evidence", "list", product.IncidentId, "--limit", "3", "-o", "json")).ShouldSucceed().Json;
        var theirs = await product.Customer.Api.GetAsync($"v1/triage/{product.IncidentId}/evidence?limit=3");

        JsonElement.DeepEquals(ours, theirs).ShouldBeTrue();
    }

    [Fact]
    public async Task All_ReadsEveryPage()
    {
        var all = (await _program.RunAsync("audit", "list", "--all", "-o", "json")).ShouldSucceed().Json;
        var pages = (await _program.RunAsync("audit", "list", "--limit", "1")).ShouldSucceed();

        all.GetProperty("count").GetInt32().ShouldBe(all.GetProperty("items").GetArrayLength());
        all.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("sequence").GetInt64()).ShouldContain(1);
        pages.Error.ShouldContain("There are more");
    }

    [Fact]
    public async Task Show_SaysTheCause_AndEvidenceIsOneStepAway()
    {
        var shown = (await _program.RunAsync("incidents", "show", product.IncidentId)).ShouldSucceed().Output;
        shown.ShouldContain("MemorySize");
        shown.ShouldContain("Next steps");
        var json = (await _program.RunAsync("incidents", "show", product.IncidentId, "-o", "json")).ShouldSucceed().Json;
        var evidence = json.GetProperty("investigation").GetProperty("causes")[0].GetProperty("supporting")[0].GetString()!;
        shown.ShouldContain(evidence);

        (await _program.RunAsync("evidence", "show", evidence)).ShouldSucceed().Output.ShouldContain("rawSnippet");
    }

    [Fact]
    public async Task Investigate_WithWait_EndsWithAVerdict_AndResolveEndsTheIncident()
    {
        var integration = await FirstIntegrationAsync();
        var run = (await _program.RunAsync(
            "investigate", "--title", "Orders are missing", "--description", "Nobody gets a confirmation.", "--severity", "low",
            "--integration", integration, "--wait", "-o", "json")).ShouldSucceed();
        run.Error.ShouldBeEmpty();
        var incident = run.Json.GetProperty("incidentId").GetString()!;
        run.Json.GetProperty("status").GetString().ShouldBe("completed");

        var again = (await _program.RunAsync("investigate", incident, "--hint", "checkout-handler", "--wait")).ShouldSucceed();
        again.Output.ShouldContain("revision 1");
        (await _program.RunAsync("incidents", "resolve", incident, "--reason", "Looked at.")).ShouldSucceed()
            .Output.ShouldContain("resolved");
        var closed = (await _program.RunAsync("incidents", "resolve", incident, "--close", "--reason", "Done.", "-o", "json")).ShouldSucceed();
        closed.Json.GetProperty("status").GetString().ShouldBe("closed");
    }

    [Fact]
    public async Task AnIdempotencyKey_OpensOneIncident()
    {
        string[] verb = ["investigate", "--title", "Twice", "--description", "The same command again.", "--idempotency-key", "cli-twice", "-o", "json"];

        var first = (await _program.RunAsync(verb)).ShouldSucceed().Json.GetProperty("id").GetString();
        var second = (await _program.RunAsync(verb)).ShouldSucceed().Json.GetProperty("id").GetString();

        second.ShouldBe(first);
    }

    [Fact]
    public async Task Doctor_FindsARejectedDelivery_WithItsRemedy()
    {
        using (var http = new HttpClient())
        {
            await http.PostAsync(product.Customer.Webhook, new StringContent("{}"));
        }

        var run = (await _program.RunAsync("doctor", "-o", "json")).ShouldSucceed().Json;

        var checks = run.GetProperty("checks").EnumerateArray().ToDictionary(
            check => check.GetProperty("name").GetString()!, check => check);
        checks["key"].GetProperty("detail").GetString().ShouldBe("The key is valid: member, admin, operator.");
        checks["clock"].GetProperty("state").GetString().ShouldBe("ok");
        checks["webhook cloudwatch"].GetProperty("state").GetString().ShouldBe("ok");
        checks["deliveries"].GetProperty("state").GetString().ShouldBe("warning");
        checks["deliveries"].GetProperty("remedy").GetString().ShouldNotBeNullOrEmpty();
        checks.Keys.ShouldContain(name => name.StartsWith("integration int_", StringComparison.Ordinal));
        checks["service investigations"].GetProperty("state").GetString().ShouldBe("ok");
    }

    [Fact]
    public async Task Doctor_WithAKeyOfOneRole_SaysWhatItCannotSee()
    {
        var key = (await _program.RunAsync("keys", "create", "for the doctor", "--role", "member", "-o", "json")).ShouldSucceed().Json;
        using var member = product.LoggedIn();
        member.Environment["CAUSEFLOW_API_KEY"] = key.GetProperty("key").GetString()!;

        var run = (await member.RunAsync("doctor")).ShouldSucceed();
        run.Output.ShouldContain("The key is valid: member.");
        run.Output.ShouldContain("Needs a key with the role admin.");

        (await _program.RunAsync("keys", "revoke", key.GetProperty("id").GetString()!, "--yes")).ShouldSucceed();
        var revoked = await member.RunAsync("doctor");
        revoked.Code.ShouldBe(1);
        revoked.Output.ShouldContain("revoked");
        (await member.RunAsync("incidents", "list")).Error.ShouldContain("causeflow login");
    }

    [Fact]
    public async Task AKey_IsWrittenToAFile_ForItsOwnerAlone_AndRevokeAsks()
    {
        var file = Path.Combine(_program.Folder, "new.key");

        var made = (await _program.RunAsync("keys", "create", "into a file", "--role", "ingest", "--key-file", file, "-o", "json")).ShouldSucceed();

        made.Json.TryGetProperty("key", out _).ShouldBeFalse();
        var text = await File.ReadAllTextAsync(file);
        text.ShouldStartWith("cflo_");
        (made.Output + made.Error).ShouldNotContain(text.Trim());
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var id = made.Json.GetProperty("id").GetString()!;
        (await _program.RunAsync("keys", "revoke", id)).Error.ShouldContain("--yes");
        (await _program.RunAsync("keys", "revoke", id, "--yes")).ShouldSucceed();
    }

    [Fact]
    public async Task Audit_IsVerified_AndExportedALineARecord()
    {
        (await _program.RunAsync("audit", "verify")).ShouldSucceed().Output.ShouldContain("complete and unchanged");
        var export = (await _program.RunAsync("audit", "export")).ShouldSucceed().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        export.Length.ShouldBeGreaterThan(5);
        JsonDocument.Parse(export[0]).RootElement.GetProperty("sequence").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task Setup_GivesFilesAndLinesOfAShell()
    {
        (await _program.RunAsync("integrations", "setup", "aws")).ShouldSucceed().Output.ShouldContain("externalId");
        (await _program.RunAsync("integrations", "setup", "gcp", "--format", "terraform")).ShouldSucceed().Output.ShouldContain("resource \"");
        var lines = (await _program.RunAsync("integrations", "setup", "azure", "--format", "commands")).ShouldSucceed().Output;
        lines.ShouldContain("az ad app create");
        var template = (await _program.RunAsync("integrations", "setup", "aws", "--format", "cloudformation")).ShouldSucceed();
        template.Json.GetProperty("Resources").ValueKind.ShouldBe(JsonValueKind.Object);
    }

    [Fact]
    public async Task Connect_RefusedByTheCloud_SaysReasonAndRemedy_AndTestShowsEachPermission()
    {
        var refused = await _program.RunAsync(
            "integrations", "connect", "aws", "--role-arn", "arn:aws:iam::999999999999:role/none", "--region", "us-east-1");
        refused.Code.ShouldBe(1);
        refused.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBeGreaterThan(1);
        var invalid = await _program.RunAsync("integrations", "connect", "aws", "--role-arn", "nonsense", "--region", "us-east-1");
        invalid.Error.ShouldContain("roleArn:");

        var test = (await _program.RunAsync("integrations", "test", await FirstIntegrationAsync())).ShouldSucceed();
        test.Output.ShouldContain("✔ logs:StartQuery");
    }

    [Fact]
    public async Task ASavedCase_IsJudgedAgain_Offline()
    {
        var export = (await _program.RunAsync("incidents", "export", product.IncidentId)).ShouldSucceed().Output;
        var saved = _program.Write("case.json", export);
        using var offline = new CommandLine();

        (await offline.RunAsync("replay", "case", saved)).ShouldSucceed().Output.ShouldContain("The verdict is the same.");
        (await offline.WithInputAsync(export, "replay", "case", "-", "-o", "json")).ShouldSucceed().Json.GetProperty("same").GetBoolean().ShouldBeTrue();

        var altered = _program.Write("altered.json", export.Replace("\"bad_configuration\"", "\"bad_deployment\"", StringComparison.Ordinal));
        var differs = await offline.RunAsync("replay", "case", altered);
        differs.Code.ShouldBe(1);
        differs.Output.ShouldContain("causes[0].category");
        (await offline.RunAsync("replay", "case", _program.Write("broken.json", "{"))).Error.ShouldContain("is not a saved case");
    }

    [Fact]
    public async Task ASavedMessage_IsDeliveredAgain_AndAForgedOneIsRefused()
    {
        var body = new TaskCompletionSource<string>();
        await using var receiver = await StubServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            body.TrySetResult(await reader.ReadToEndAsync());
        });
        await product.Customer.Cloud.PublishAlarmAsync(new AlarmPublication { State = "ALARM", Url = receiver.Url });
        var message = await body.Task.WaitAsync(TimeSpan.FromSeconds(30));

        var taken = await _program.RunAsync("replay", "message", _program.Write("message.json", message), "-o", "json");
        taken.ShouldSucceed().Json.GetProperty("verdict").GetString().ShouldBeOneOf("accepted", "duplicate");

        var forged = await _program.RunAsync(
            "replay", "message", _program.Write("forged.json", message.Replace("checkout", "checkin", StringComparison.Ordinal)));
        forged.Code.ShouldBe(1);
        forged.Error.ShouldContain("signature", Case.Insensitive);
    }

    [Fact]
    public async Task Export_AsMarkdown_IsADraft() =>
        (await _program.RunAsync("incidents", "export", product.IncidentId, "--markdown")).ShouldSucceed().Output.ShouldStartWith("# ");

    private async Task<string> FirstIntegrationAsync() =>
        (await _program.RunAsync("integrations", "list", "-o", "json")).ShouldSucceed().Json.GetProperty("items")[0].GetProperty("id").GetString()!;
}
