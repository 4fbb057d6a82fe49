using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Audit;
using CauseFlow.CredentialBroker.Budgets;
using CauseFlow.CredentialBroker.Leases;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.CredentialBroker.Tests;

public sealed class MetricsTests : IDisposable
{
    private readonly Broker _broker = new();
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _values = new();

    public MetricsTests()
    {
        var factory = _broker.Get<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == factory)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _broker.Dispose();
    }

    [Fact]
    public async Task Leases_that_are_left_open_after_their_time_are_seen()
    {
        await LookAsync();
        Read("causeflow.broker.leases_open investigation").ShouldBe(0);

        await AddLeaseAsync(_broker.Time.GetUtcNow().AddMinutes(15));
        await LookAsync();
        Read("causeflow.broker.leases_open investigation").ShouldBe(1);
        Read("causeflow.broker.leases_overdue investigation").ShouldBe(0);

        _broker.Time.Advance(TimeSpan.FromMinutes(16));
        await LookAsync();
        Read("causeflow.broker.leases_overdue investigation").ShouldBe(60);
    }

    [Fact]
    public async Task Reservations_lower_what_is_left_of_an_api_and_runs_what_is_left_of_the_money()
    {
        await LookAsync();
        _listener.RecordObservableInstruments();
        var api = _values.Keys.Where(x => x.StartsWith("causeflow.broker.call_budget_left", StringComparison.Ordinal))
            .Select(x => x.Split(' ')).First(x => x[2] == "aws")[1];
        Read($"causeflow.broker.call_budget_left {api} aws").ShouldBe(1);
        Read("causeflow.broker.cost_budget_left bytes").ShouldBe(1);

        await AddLeaseAsync(_broker.Time.GetUtcNow().AddMinutes(15));
        await using (var db = _broker.NewContext())
        {
            db.Reservations.Add(new QuotaReservation
            {
                LeaseId = "lea_1", RunId = "run_1", Provider = CloudProvider.Aws, Region = "eu-west-1", Api = api,
                Account = "123456789012", Calls = 1_000_000_000, ActiveUntil = _broker.Time.GetUtcNow().AddMinutes(15),
            });
            db.Runs.Add(new LeaseRun
            {
                LeaseId = "lea_1", RunId = "run_1", RunNumber = 1, FirstSeenAt = _broker.Time.GetUtcNow(),
                Mints = new Dictionary<string, int>(), CallBudget = new Dictionary<string, int>(), ReducedApis = [],
                CostBudgetBytes = 4_000_000_000, CostBudgetMetrics = 0,
            });
            await db.SaveChangesAsync();
        }

        await LookAsync();

        Read($"causeflow.broker.call_budget_left {api} aws").ShouldBe(0);
        Read("causeflow.broker.cost_budget_left bytes").ShouldBe(0.2, 0.0001);
        Read("causeflow.broker.cost_budget_left metrics").ShouldBe(1);
    }

    [Fact]
    public async Task Redemptions_are_counted_by_how_they_ended()
    {
        await _broker.Get<Redeemer>().RedeemAsync(
            new RedeemRequest { Token = "none", Audience = "no such", RunId = "run_1" }, Broker.Collector, CancellationToken.None);
        await _broker.Get<Redeemer>().RedeemAsync(
            new RedeemRequest { Token = "none", Audience = CredentialAudiences.Aws, RunId = "run_1" }, Broker.Collector,
            CancellationToken.None);

        Read("causeflow.broker.redemptions invalid_request").ShouldBe(1);
        Read("causeflow.broker.redemptions wrong_identity").ShouldBe(1);
    }

    [Fact]
    public void Refusals_are_counted_by_cloud_and_reason()
    {
        _broker.Get<BrokerMetrics>().Refused(CloudProvider.Aws, RefusalReason.OverPrivileged);

        Read("causeflow.broker.refusals aws over_privileged").ShouldBe(1);
    }

    [Fact]
    public async Task Heads_that_reach_the_log_set_the_time_of_the_last_writing()
    {
        using var heads = ActivatorUtilities.CreateInstance<AuditHeadLogger>(_broker.Get<IServiceProvider>());
        Read("causeflow.broker.audit_heads_written").ShouldBe(0);

        await heads.LogHeadsAsync(CancellationToken.None);

        Read("causeflow.broker.audit_heads_written").ShouldBe(_broker.Time.GetUtcNow().ToUnixTimeSeconds());
    }

    private Task LookAsync() => _broker.Get<BrokerWatch>().LookAsync(CancellationToken.None);

    private async Task AddLeaseAsync(DateTimeOffset expiresAt)
    {
        await using var db = _broker.NewContext();
        db.Leases.Add(new Lease
        {
            Id = "lea_1", TenantId = Broker.Tenant, InvestigationId = "inv_1", Pass = 1, IntegrationId = "int_1",
            Purpose = LeasePurpose.Investigation, Collector = Broker.Collector,
            Target = new CollectionTarget { Resources = [], Accounts = ["123456789012"], Regions = ["eu-west-1"] },
            CreatedAt = _broker.Time.GetUtcNow(), ExpiresAt = expiresAt,
        });
        await db.SaveChangesAsync();
    }

    private double Read(string series)
    {
        _listener.RecordObservableInstruments();
        return _values.GetValueOrDefault(series, double.NaN);
    }

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = string.Join(
            ' ', tags.ToArray().OrderBy(tag => tag.Key).Select(tag => $"{tag.Value}").Prepend(instrument.Name));
        _values[series] = value;
    }
}
