using System.Text.Json;
using CauseFlow.CloudSimulation.Control;
using CauseFlow.Cluster;
using CauseFlow.Contracts;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>A back-up is worth what a restore of it shows: cases, the audit chain, and secrets that can still be opened.</summary>
public sealed class BackupTests
{
    private const int SlowMs = 4_000;

    [Fact]
    public async Task A_database_from_before_a_key_rotation_goes_on_with_the_keys_of_today()
    {
        await using var customer = await Customer.StartOnClusterAsync("aws-gcp-checkout", DeadlineIsNear());
        await customer.ConnectAllAsync();
        (await customer.RaiseScenarioAlarmAsync()).ShouldBe(200);
        var before = await customer.VerdictAsync();
        await EndAsync(customer);
        var underWay = await StartAnotherAsync(customer, before.Verdict.Causes[0].Resource);
        var backup = await customer.Cluster.BackUpAsync(TestContext.Current.CancellationToken);

        // What happens after the back-up is lost with the database, but the key folder has the new key and the old one.
        var old = (await customer.Api.GetAsync("v1/operations/keys")).GetProperty("currentKeyId").GetString();
        await customer.Api.PostAsync("v1/operations/keys/rotate");
        await MovedAsync(customer);

        // As an upgrade would that is taken back: its migration must not meet its own table again.
        await SqlAsync(customer, "create table ingestion.of_a_later_release (id int)");
        customer.Cloud.Switches.Clear();
        await customer.Cluster.RestoreAsync(backup, TestContext.Current.CancellationToken);
        (await SqlAsync(customer, "select count(*) from pg_class where relname = 'of_a_later_release'")).ShouldBe("0");

        var incident = (await customer.IncidentsAsync()).GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("id").GetString()).Single(id => id != underWay);
        Text(await customer.Api.ExportAsync(incident!)).ShouldBe(Text(before));
        (await customer.Api.PostAsync("v1/audit/verify")).GetProperty("ok").GetBoolean().ShouldBeTrue();
        foreach (var integration in (await customer.Api.GetAsync("v1/integrations")).GetProperty("items").EnumerateArray())
        {
            var id = integration.GetProperty("id").GetString();
            (await customer.Api.PostAsync($"v1/integrations/{id}/test")).GetProperty("lastTest").GetProperty("ok").GetBoolean()
                .ShouldBeTrue($"the secret of {integration.GetProperty("provider")} opens");
        }

        await MovedAsync(customer);
        (await customer.Api.GetAsync("v1/operations/keys")).GetProperty("currentKeyId").GetString().ShouldNotBe(old);

        // Its grants went with the messages: it ends by its deadline and says what it did not read.
        await customer.UntilAsync(async () => await StatusAsync(customer, underWay) == "completed", "what was under way ends");
        (await customer.Api.ExportAsync(underWay)).Case.Coverage.ShouldNotBeEmpty();
        await EndAsync(customer);
        (await customer.Api.PostAsync($"v1/investigation/{incident}")).GetProperty("investigationId").GetString().ShouldNotBeNull();
        await customer.UntilAsync(
            async () => await StatusAsync(customer, incident!) == "completed", "the restored system investigates again");
        Text((await customer.Api.ExportAsync(incident!)).Verdict.Causes[0].Category).ShouldBe(Text(before.Verdict.Causes[0].Category));
    }

    [Fact]
    public async Task Copies_of_the_databases_of_one_process_go_on_with_what_was_under_way()
    {
        await using var customer = await Customer.StartAsync();
        await customer.ConnectAsync();
        customer.Cloud.Switches.Set("logs:GetQueryResults", new Switch { LatencyMs = SlowMs });
        (await customer.RaiseAlarmAsync()).ShouldHaveSingleItem().Attempts[^1].ShouldBe(200);
        await customer.UntilAsync(() => Task.FromResult(customer.Cloud.Calls.Any(call => call.Service == "logs")), "logs are read");

        // One after another while the process works, the keys last, as the runbook says.
        var copy = Directory.CreateDirectory(Path.Combine(customer.Product.Folder, "copy")).FullName;
        await Stores.CopyAllAsync(customer.Product.DataFolder, copy);
        await customer.Product.KillAsync();
        Directory.Delete(customer.Product.DataFolder, recursive: true);
        Directory.Move(copy, customer.Product.DataFolder);
        customer.Cloud.Switches.Clear();
        await customer.Product.StartAsync();

        (await customer.VerdictAsync()).Verdict.Causes.ShouldNotBeEmpty();
        (await customer.Api.PostAsync("v1/audit/verify")).GetProperty("ok").GetBoolean().ShouldBeTrue();
        await customer.UntilAsync(
            async () => await Stores.CountAsync(
                customer.Product.DataFolder, "credential-broker", "select count(*) from leases where ClosedAt is null") == 0,
            "no open lease");
        await customer.RefreshWebhookAsync();
        (await customer.RaiseAlarmAsync()).ShouldHaveSingleItem().Attempts[^1].ShouldBe(200);
        (await customer.IncidentsAsync()).GetProperty("count").GetInt32().ShouldBe(1, "the alarm that was there already is known");
    }

    /// <summary>Near enough to be met by a test, far enough for an investigation on a slow machine.</summary>
    private static ClusterOptions DeadlineIsNear() => new()
    {
        Folder = "",
        ServiceSettings = new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["investigations"] = new Dictionary<string, string> { ["Investigations:DeadlineSeconds"] = "60" },
        },
    };

    /// <summary>An investigation by hand whose collector has credentials and waits for the cloud.</summary>
    private static async Task<string> StartAnotherAsync(Customer customer, ResourceRef resource)
    {
        customer.Cloud.Switches.Set("*", new Switch { LatencyMs = SlowMs });
        var incident = await customer.Api.PostAsync("v1/incidents", new
        {
            title = "Checkout is slow", description = "It was under way when the databases were copied.", severity = "high", resource,
        });
        var id = incident.GetProperty("id").GetString()!;
        await customer.UntilAsync(
            async () => (await customer.Api.GetAsync($"v1/incidents/{id}/timeline")).GetProperty("items").EnumerateArray()
                .Any(entry => entry.GetProperty("kind").GetString() == "session_redeemed"), "its collector has credentials");
        return id;
    }

    private static async Task<string?> StatusAsync(Customer customer, string incident) =>
        (await customer.Api.GetAsync($"v1/investigation/{incident}")).GetProperty("status").GetString();

    /// <summary>Nothing is under way any more: the last step of the investigation has reached the broker.</summary>
    private static Task EndAsync(Customer customer) => customer.UntilAsync(
        async () => await SqlAsync(customer, """select count(*) from credential_broker.investigation_passes where "EndedAt" is null""") == "0",
        "every pass has ended");

    private static async Task<string> SqlAsync(Customer customer, string sql) =>
        (await customer.Cluster.PostgreSql.ExecuteAsync(sql, "causeflow", TestContext.Current.CancellationToken)).Trim();

    /// <summary>Every secret is under the current key.</summary>
    private static Task MovedAsync(Customer customer) => customer.UntilAsync(
        async () => (await customer.Api.GetAsync("v1/operations/keys")).GetProperty("remaining").GetInt32() == 0,
        "every secret has been moved to the current key", seconds: 150);

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, ContractJson.Options);
}
