using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CauseFlow.Cluster;

namespace CauseFlow.EndToEnd.Tests.Faults;

/// <summary>Alarms go in while something breaks; then everything has to come to its end, and the books have to balance.</summary>
public sealed class FaultRun(Customer customer)
{
    /// <summary>Longer than a lease and its deadline: what a fault has cut off ends by itself within it.</summary>
    private static readonly TimeSpan SettleTime = TimeSpan.FromMinutes(8);

    private int _kills;
    private int _met;
    private Ledger _ledger = null!;

    /// <param name="name">Of the fault, and the first part of the alarms' names.</param>
    /// <param name="alarms">How many are sent at least.</param>
    /// <param name="pause">Between two of them.</param>
    /// <param name="breakAsync">Runs while they are sent; what it has broken works again when it ends.</param>
    public async Task<FaultReport> RunAsync(
        string name, int alarms, TimeSpan pause, Func<LocalCluster, CancellationToken, Task> breakAsync)
    {
        ArgumentNullException.ThrowIfNull(breakAsync);
        var stop = TestContext.Current.CancellationToken;
        using var gun = new AlarmGun(customer.Cloud, customer.Webhook, name.Replace(' ', '-'));
        (_ledger, _kills, _met) = (new Ledger(customer.Cluster, gun.ArnPrefix), 0, 0);
        var (clock, before) = (Stopwatch.StartNew(), await CountAsync());
        var breaking = Task.Run(() => breakAsync(customer.Cluster, stop), stop);
        await gun.FireAsync(alarms, pause, breaking, stop);
        await breaking;

        gun.Refused.ShouldBeEmpty("SNS never repeats what was answered with 4xx");
        gun.Accepted.Count.ShouldBe(gun.Sent);
        await SettleAsync(name, gun, stop);
        return await ReportAsync(name, gun, before, clock);
    }

    /// <summary>Breaks something while an investigation is under way: a fault that meets no work proves nothing.</summary>
    public async Task WithWorkUnderWayAsync(Func<Task> breakAsync, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(breakAsync);
        var clock = Stopwatch.StartNew();
        while (await _ledger.UnfinishedAsync() == 0 && clock.Elapsed < TimeSpan.FromSeconds(30))
        {
            await Task.Delay(50, cancellationToken);
        }

        _kills++;
        _met += await _ledger.UnfinishedAsync() > 0 ? 1 : 0;
        await breakAsync();
    }

    private async Task SettleAsync(string name, AlarmGun gun, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        while (await OpenAsync(gun) is { Count: > 0 } open)
        {
            (clock.Elapsed < SettleTime).ShouldBeTrue($"{name}: still open after {SettleTime}: {string.Join("; ", open)}");
            await Task.Delay(TimeSpan.FromSeconds(1), stop);
        }
    }

    /// <summary>What has not come to its end yet.</summary>
    private async Task<IReadOnlyList<string>> OpenAsync(AlarmGun gun)
    {
        (string What, long Count)[] open =
        [
            ("unfinished investigations", await _ledger.UnfinishedAsync()),
            ("alarms without an incident, an investigation or a verdict", gun.Accepted.Count - (await _ledger.WholeAlarmsAsync()).Count),
            ("open leases", await _ledger.OpenLeasesAsync()),
            ("passes without an end", await _ledger.PassesWithoutEndAsync()),
            ("outbox rows", await _ledger.OutboxRowsAsync()),
        ];
        string[] what = [.. open.Where(one => one.Count > 0).Select(one => $"{one.Count} {one.What}")];

        // Asked last: looking into RabbitMQ costs the machine a second.
        return what.Length > 0 ? what :
        [
            .. (await _ledger.QueuesAsync()).Where(queue => !IsErrorQueue(queue.Key)).Select(queue => $"{queue.Value} messages in {queue.Key}"),
        ];
    }

    private async Task<Counts> CountAsync() => new(
        await _ledger.IncidentsAsync(), await _ledger.InvestigationsAsync(), await _ledger.CompletedAsync(), await _ledger.EndsAsync());

    private async Task<FaultReport> ReportAsync(string name, AlarmGun gun, Counts before, Stopwatch clock)
    {
        var whole = await _ledger.WholeAlarmsAsync();
        var queues = await _ledger.QueuesAsync();
        var audit = await VerifyAuditAsync();
        var after = await CountAsync();
        return new FaultReport
        {
            Fault = name,
            Injected = gun.Sent,
            Accepted = gun.Accepted.Count,
            SentTwice = gun.Repeated,
            Attempts = gun.Attempts,
            Expected = gun.Resources,
            Completed = after.Completed - before.Completed,
            WithEvidence = await _ledger.WithEvidenceAsync(),
            ToldWhy = await _ledger.ToldWhyAsync(),
            Lost = gun.Accepted.Keys.Count(alarm => !whole.Contains(alarm)),
            Doubled = Math.Max(0, after.Incidents - before.Incidents - gun.Resources)
                + Math.Max(0, after.Investigations - before.Investigations - gun.Resources)
                + Math.Max(0, after.Ends - before.Ends - gun.Resources),
            OpenLeases = await _ledger.OpenLeasesAsync(),
            Stuck = queues.Where(queue => !IsErrorQueue(queue.Key)).Sum(queue => queue.Value) + await _ledger.OutboxRowsAsync(),
            SetAside = queues.Where(queue => IsErrorQueue(queue.Key)).Sum(queue => queue.Value),
            Audit = audit.GetProperty("ok").GetBoolean() ? "intact" : audit.ToString(),
            Met = _met,
            Faults = _kills,
            Took = clock.Elapsed,
        };
    }

    /// <summary>As a customer does: what is answered with 503 is asked again, as when connections from before a restart are found broken.</summary>
    private async Task<JsonElement> VerifyAuditAsync()
    {
        JsonElement? verified = null;
        await customer.UntilAsync(async () =>
        {
            using var answer = await customer.Api.RawAsync(HttpMethod.Post, "v1/audit/verify");
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                return false;
            }

            answer.EnsureSuccessStatusCode();
            verified = await answer.Content.ReadFromJsonAsync<JsonElement>();
            return true;
        }, "the audit log can be read");
        return verified!.Value;
    }

    /// <summary>Of all runs, so that what nothing points to counts as well.</summary>
    private sealed record Counts(long Incidents, long Investigations, long Completed, long Ends);

    private static bool IsErrorQueue(string queue) => queue.EndsWith("_error", StringComparison.Ordinal);
}
