using System.Diagnostics;
using CauseFlow.Cluster;

namespace CauseFlow.EndToEnd.Tests.Faults;

/// <summary>Alarms go in while something breaks; then everything has to come to its end, and the books have to balance.</summary>
public sealed class FaultRun(Customer customer)
{
    /// <summary>Longer than a lease and its deadline: what a fault has cut off ends by itself within it.</summary>
    private static readonly TimeSpan SettleTime = TimeSpan.FromMinutes(8);

    /// <param name="name">Of the fault, and the first part of the alarms' names.</param>
    /// <param name="alarms">How many are sent.</param>
    /// <param name="pause">Between two of them.</param>
    /// <param name="breakAsync">Runs while they are sent; what it has broken works again when it ends.</param>
    public async Task<FaultReport> RunAsync(
        string name, int alarms, TimeSpan pause, Func<LocalCluster, CancellationToken, Task> breakAsync)
    {
        ArgumentNullException.ThrowIfNull(breakAsync);
        var stop = TestContext.Current.CancellationToken;
        var (clock, ledger) = (Stopwatch.StartNew(), new Ledger(customer.Cluster));
        var before = await ledger.InvestigationsAsync();
        using var gun = new AlarmGun(customer.Cloud, customer.Webhook, name.GetHashCode(StringComparison.Ordinal));
        var firing = gun.FireAsync(name.Replace(' ', '-'), alarms, pause, stop);
        await breakAsync(customer.Cluster, stop);
        await firing;

        gun.Refused.ShouldBeEmpty("SNS never repeats what was answered with 4xx");
        gun.Accepted.Count.ShouldBe(alarms);
        await SettleAsync(name, ledger, gun, stop);
        return await ReportAsync(name, before, alarms, gun, clock);
    }

    private static async Task SettleAsync(string name, Ledger ledger, AlarmGun gun, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        while (await OpenAsync(ledger, gun) is { Count: > 0 } open)
        {
            (clock.Elapsed < SettleTime).ShouldBeTrue($"{name}: still open after {SettleTime}: {string.Join("; ", open)}");
            await Task.Delay(TimeSpan.FromSeconds(1), stop);
        }
    }

    /// <summary>What has not come to its end yet.</summary>
    private static async Task<IReadOnlyList<string>> OpenAsync(Ledger ledger, AlarmGun gun)
    {
        var incidents = await ledger.IncidentsOfAlarmsAsync();
        (string What, long Count)[] open =
        [
            ("alarms without an incident", gun.Accepted.Keys.Count(alarm => !incidents.ContainsKey(alarm))),
            ("incidents without an investigation", Math.Max(0, await ledger.IncidentsAsync() - await ledger.InvestigationsAsync())),
            ("unfinished investigations", await ledger.UnfinishedAsync()),
            ("open leases", await ledger.OpenLeasesAsync()),
            ("outbox rows", await ledger.OutboxRowsAsync()),
        ];
        string[] what = [.. open.Where(one => one.Count > 0).Select(one => $"{one.Count} {one.What}")];

        // Asked last: looking into RabbitMQ costs the machine a second.
        return what.Length > 0 ? what :
        [
            .. (await ledger.QueuesAsync()).Where(queue => !IsErrorQueue(queue.Key)).Select(queue => $"{queue.Value} messages in {queue.Key}"),
        ];
    }

    private async Task<FaultReport> ReportAsync(string name, long before, int alarms, AlarmGun gun, Stopwatch clock)
    {
        var ledger = new Ledger(customer.Cluster);
        var incidents = await ledger.IncidentsOfAlarmsAsync();
        var queues = await ledger.QueuesAsync();
        var audit = await customer.Api.PostAsync("v1/audit/verify");
        return new FaultReport
        {
            Fault = name,
            Injected = alarms,
            Accepted = gun.Accepted.Count,
            SentTwice = gun.Repeated,
            Attempts = gun.Attempts,
            Completed = await ledger.InvestigationsAsync() - before - await ledger.UnfinishedAsync(),
            Lost = gun.Accepted.Keys.Count(alarm => incidents.GetValueOrDefault(alarm) == 0) + await ledger.InvestigationsWithoutVerdictAsync(),
            Doubled = gun.Accepted.Keys.Count(alarm => incidents.GetValueOrDefault(alarm) > 1) + await ledger.RevisionsOutOfOrderAsync(),
            OpenLeases = await ledger.OpenLeasesAsync(),
            Stuck = queues.Where(queue => !IsErrorQueue(queue.Key)).Sum(queue => queue.Value) + await ledger.OutboxRowsAsync(),
            SetAside = queues.Where(queue => IsErrorQueue(queue.Key)).Sum(queue => queue.Value),
            Audit = audit.GetProperty("ok").GetBoolean() ? "intact" : audit.ToString(),
            Took = clock.Elapsed,
        };
    }

    private static bool IsErrorQueue(string queue) => queue.EndsWith("_error", StringComparison.Ordinal);
}
