using System.Text.Json;
using CauseFlow.CloudSimulation.Control;
using CauseFlow.Contracts;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>kill -9 at ten moments of an investigation; after the restart each is completed, once.</summary>
public sealed class KillTests
{
    /// <summary>What has happened when the process is killed.</summary>
    public static TheoryData<string> Moments =>
    [
        "accepted", "incident_opened", "investigation_requested", "access_granted", "session_redeemed",
        "first_call", "during_logs", "first_source", "most_sources", "verdict",
    ];

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task A_killed_investigation_is_completed_after_the_restart(string moment)
    {
        await using var customer = await Customer.StartAsync();
        await customer.ConnectAsync();
        SlowDown(customer, moment);
        (await customer.RaiseAlarmAsync()).ShouldHaveSingleItem().Attempts[^1].ShouldBe(200);
        await ReachAsync(customer, moment);
        await customer.Product.KillAsync();

        customer.Cloud.Switches.Clear();
        await customer.Product.StartAsync();
        var export = await customer.VerdictAsync();
        export.Verdict.Causes.ShouldNotBeEmpty(JsonSerializer.Serialize(export, ContractJson.Options));
        export.Verdict.Causes[0].Resource.Id.ShouldBe(customer.Cloud.Facts.Truth.Resource);
        var incident = (await customer.IncidentsAsync()).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        var id = incident.GetProperty("id").GetString();
        await VerdictsAreFinalAsync(customer, id!);
        await customer.UntilAsync(async () => await OpenLeasesAsync(customer) == 0, "no open lease");
        await LeasesWereClosedOnceAsync(customer);
        await customer.UntilAsync(async () => await OutboxRowsAsync(customer) == 0, "empty outboxes");
    }

    /// <summary>Slow enough that the moment can be met, on any machine.</summary>
    private static void SlowDown(Customer customer, string moment)
    {
        var switches = customer.Cloud.Switches;
        switch (moment)
        {
            case "access_granted" or "investigation_requested" or "incident_opened" or "accepted":
                switches.Set("sts", new Switch { LatencyMs = 3_000 });
                break;
            case "session_redeemed" or "first_call":
                switches.Set("*", new Switch { LatencyMs = 3_000 });
                break;
            case "during_logs" or "first_source" or "most_sources":
                switches.Set("logs:GetQueryResults", new Switch { LatencyMs = 5_000 });
                break;
        }
    }

    private static Task ReachAsync(Customer customer, string moment) => moment switch
    {
        "accepted" => Task.CompletedTask,
        "first_call" => CallAsync(customer, "cloudwatch"),
        "during_logs" => CallAsync(customer, "logs"),
        "first_source" => TimelineAsync(customer, "source_completed", 1),
        "most_sources" => TimelineAsync(customer, "source_completed", 3),
        _ => TimelineAsync(customer, moment, 1),
    };

    private static Task CallAsync(Customer customer, string service) => customer.UntilAsync(
        () => Task.FromResult(customer.Cloud.Calls.Any(call => call.Service == service && call.SessionName?.Contains("inv_", StringComparison.Ordinal) == true)),
        "a call to " + service);

    private static Task TimelineAsync(Customer customer, string kind, int count) => customer.UntilAsync(async () =>
    {
        var incidents = (await customer.IncidentsAsync()).GetProperty("items").EnumerateArray().ToList();
        if (incidents.Count == 0)
        {
            return false;
        }

        var timeline = await customer.Api.GetAsync($"v1/incidents/{incidents[0].GetProperty("id").GetString()}/timeline");
        return timeline.GetProperty("items").EnumerateArray()
            .Count(entry => entry.GetProperty("kind").GetString() == kind) >= count;
    }, $"{count} x {kind} on the timeline");

    /// <summary>One investigation, its revisions without a gap or a repetition, and every lease closed exactly once.</summary>
    private static async Task VerdictsAreFinalAsync(Customer customer, string incidentId)
    {
        var timeline = await customer.Api.GetAsync($"v1/incidents/{incidentId}/timeline");
        var revisions = timeline.GetProperty("items").EnumerateArray()
            .Where(entry => entry.GetProperty("kind").GetString() == "verdict")
            .Select(entry => entry.GetProperty("data").GetProperty("revision").GetInt32()).ToList();
        revisions.ShouldNotBeEmpty();
        revisions.Order().ShouldBe(Enumerable.Range(1, revisions.Count));
        var investigations = (await customer.Api.GetAsync($"v1/incidents/{incidentId}/investigations")).GetProperty("items");
        investigations.GetArrayLength().ShouldBe(1);
        investigations[0].GetProperty("status").GetString().ShouldBe("completed");
    }

    private static async Task LeasesWereClosedOnceAsync(Customer customer)
    {
        var audit = (await customer.Api.GetAsync("v1/audit?limit=500")).GetProperty("items").EnumerateArray().ToList();
        Subjects("lease.closed").ShouldBe(Subjects("lease.granted"));

        List<string?> Subjects(string action) =>
        [
            .. audit.Where(entry => entry.GetProperty("action").GetString() == action)
                .Select(entry => entry.GetProperty("subject").GetString()).Order(StringComparer.Ordinal),
        ];
    }

    private static Task<long> OpenLeasesAsync(Customer customer) => Stores.CountAsync(
        customer.Product.DataFolder, "credential-broker", "select count(*) from leases where ClosedAt is null");

    private static async Task<long> OutboxRowsAsync(Customer customer)
    {
        var rows = 0L;
        foreach (var store in (string[])["ingestion", "credential-broker", "investigations"])
        {
            rows += await Stores.CountAsync(customer.Product.DataFolder, store, "select count(*) from outbox");
        }

        return rows;
    }
}
