using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>A back-up is worth what a restore of it shows: cases, the audit chain, and secrets that can still be opened.</summary>
public sealed class BackupTests
{
    [Fact]
    public async Task A_database_from_before_a_key_rotation_goes_on_with_the_keys_of_today()
    {
        await using var customer = await Customer.StartOnClusterAsync("aws-gcp-checkout");
        await customer.ConnectAllAsync();
        (await customer.RaiseScenarioAlarmAsync()).ShouldBe(200);
        var before = await customer.VerdictAsync();
        await EndAsync(customer);
        var backup = await customer.Cluster.BackUpAsync(TestContext.Current.CancellationToken);

        // What happens after the back-up is lost with the database, but the key folder has the new key and the old one.
        var old = (await customer.Api.GetAsync("v1/operations/keys")).GetProperty("currentKeyId").GetString();
        await customer.Api.PostAsync("v1/operations/keys/rotate");
        await MovedAsync(customer);

        // As an upgrade would that is taken back: its migration must not meet its own table again.
        await SqlAsync(customer, "create table ingestion.of_a_later_release (id int)");
        await customer.Cluster.RestoreAsync(backup, TestContext.Current.CancellationToken);
        (await SqlAsync(customer, "select count(*) from pg_class where relname = 'of_a_later_release'")).ShouldBe("0");

        var incident = (await customer.IncidentsAsync()).GetProperty("items").EnumerateArray().Single().GetProperty("id").GetString();
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
        (await customer.Api.PostAsync($"v1/investigation/{incident}")).GetProperty("investigationId").GetString().ShouldNotBeNull();
        await customer.UntilAsync(
            async () => (await customer.Api.GetAsync($"v1/investigation/{incident}")).GetProperty("status").GetString() == "completed",
            "the restored system investigates again");
        Text((await customer.Api.ExportAsync(incident!)).Verdict.Causes[0].Category).ShouldBe(Text(before.Verdict.Causes[0].Category));
    }

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
