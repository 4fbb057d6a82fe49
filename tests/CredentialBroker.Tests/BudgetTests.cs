using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Budgets;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.CredentialBroker.Providers.Aws;
using CauseFlow.Storage;
using CauseFlow.TestServers;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Tests;

/// <summary>The customer's quotas are shared by everybody: CauseFlow takes its share and no more.</summary>
public sealed class BudgetTests(PostgreSqlServer postgres)
{
    // logs:GetQueryResults: 5 a second, 30 %, 300 s.
    private const string Api = "logs:GetQueryResults";
    private const int Capacity = 450;

    /// <summary>What a run plans of it.</summary>
    private const int Planned = 80;

    [Theory]
    [InlineData(StoreProvider.Sqlite)]
    [InlineData(StoreProvider.PostgreSql)]
    public async Task Redemptions_at_once_over_two_replicas_never_reserve_more_than_the_share(StoreProvider provider)
    {
        using var first = new Broker(settings: await SettingsAsync(provider));
        await first.ConnectAsync();
        using var second = new Broker(first.Folder, await SettingsAsync(provider, first), ownsFolder: false);
        var tokens = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            tokens.Add((await first.DecideAsync(first.Request()))!.Grants.Single().SessionToken);
        }

        var outcomes = await Task.WhenAll(tokens.Select((token, i) =>
            Task.Run(() => (i % 2 == 0 ? first : second).RedeemAsync(token))));

        var granted = outcomes.Select(x => x.Response.ShouldNotBeNull()).ToList();
        granted.Sum(x => x.CallBudget[Api]).ShouldBe(Capacity);
        granted.Count(x => x.CallBudget[Api] == 0).ShouldBeGreaterThan(0, "the later ones see that nothing is left");
        granted.ShouldAllBe(x => x.CallBudget[Api] == Planned || x.ReducedApis!.Contains(Api));
        foreach (var call in AwsPlans.All.SelectMany(x => x.Calls).GroupBy(x => x.Permission))
        {
            granted.Sum(x => x.CallBudget[call.Key]).ShouldBeLessThanOrEqualTo((int)(call.Min(x => x.QuotaPerSecond)! * 0.3 * 300));
        }
    }

    [Fact]
    public async Task Reservation_CountsForOneWindowAfterItsLeaseHasEnded_AndThenNoMore()
    {
        using var broker = new Broker(settings: ShareOfOneRun());
        await broker.ConnectAsync();
        var (request, first) = await RedeemAsync(broker);
        first.Response!.CallBudget[Api].ShouldBe(Planned);
        (await RedeemAsync(broker)).Outcome.Response!.CallBudget[Api].ShouldBe(10);
        (await RedeemAsync(broker)).Outcome.Response!.CallBudget[Api].ShouldBe(0);

        await broker.EndAsync(request);
        broker.Time.Advance(TimeSpan.FromSeconds(299));
        (await RedeemAsync(broker)).Outcome.Response!.CallBudget[Api].ShouldBe(0);
        broker.Time.Advance(TimeSpan.FromSeconds(1));
        (await RedeemAsync(broker)).Outcome.Response!.CallBudget[Api].ShouldBe(Planned);
    }

    [Fact]
    public async Task Reservation_OfAnotherRegionOrAccount_IsAnother()
    {
        using var broker = new Broker(settings: ShareOfOneRun());
        await broker.ConnectAsync();
        await broker.ConnectAsync(role: "arn:aws:iam::999999999999:role/r");

        (await RedeemAsync(broker)).Outcome.Response!.CallBudget[Api].ShouldBe(Planned);
        (await RedeemAsync(broker, broker.Request(region: "us-east-1"))).Outcome.Response!.CallBudget[Api].ShouldBe(Planned);
        (await RedeemAsync(broker, broker.Request(account: "999999999999"))).Outcome.Response!.CallBudget[Api].ShouldBe(Planned);
    }

    [Fact]
    public async Task Reservation_OfTheSameAccountByAnotherTenant_IsTheSame()
    {
        const string other = "ten_01ARZ3NDEKTSV4RRFFQ69G5FAW";
        using var broker = new Broker(settings: ShareOfOneRun());
        await broker.ConnectAsync();
        await broker.ConnectAsync(tenant: other);

        (await RedeemAsync(broker)).Outcome.Response!.CallBudget[Api].ShouldBe(Planned);
        (await RedeemAsync(broker, broker.Request() with { TenantId = other })).Outcome.Response!.CallBudget[Api].ShouldBe(10);
    }

    [Theory]
    [InlineData(StoreProvider.Sqlite)]
    [InlineData(StoreProvider.PostgreSql)]
    public async Task Completed_GivesBackTheCallsThatWereNotMade_ByRegionAndApi(StoreProvider provider)
    {
        var settings = await SettingsAsync(provider);
        using var broker = new Broker(settings: ShareOfOneRun(settings));
        await broker.ConnectAsync();
        var (request, first) = await RedeemAsync(broker);
        (await RedeemAsync(broker)).Outcome.Response!.CallBudget[Api].ShouldBe(10, "most of the share is taken");

        await broker.SettleAsync(await CompletedAsync(broker, request, first, ("logs", Api, 6), ("metrics", Api, 1)));

        // 90 may be sent: 7 were, and 10 still may be by the second run.
        (await RedeemAsync(broker)).Outcome.Response!.CallBudget[Api].ShouldBe(73);
        await using var db = broker.NewContext();
        var run = (await db.Runs.ToListAsync()).Single(x => x.CallsUsed is not null);
        run.CallsUsed![Api].ShouldBe(7);
        (await db.Reservations.Where(x => x.LeaseId == run.LeaseId && x.Api != Api).SumAsync(x => x.Calls)).ShouldBe(0);
    }

    [Theory]
    [InlineData("more")]
    [InlineData("unknown")]
    [InlineData("tenant")]
    [InlineData("silent")]
    public async Task Completed_ThatSaysTooMuchOrNothingOrIsOfAnother_ChangesNoReservation(string what)
    {
        using var broker = new Broker(settings: ShareOfOneRun());
        await broker.ConnectAsync();
        var (request, first) = await RedeemAsync(broker);
        var message = await CompletedAsync(broker, request, first, ("logs", Api, what == "more" ? 1_000 : 0));

        await broker.SettleAsync(what switch
        {
            "unknown" => message with { RunNumber = 3 },
            "tenant" => message with { TenantId = "ten_01ARZ3NDEKTSV4RRFFQ69G5FAW" },
            "silent" => message with { Sources = [message.Sources[0] with { CallsByApi = null }] },
            _ => message,
        });

        (await RedeemAsync(broker)).Outcome.Response!.CallBudget[Api].ShouldBe(10);
    }

    [Fact]
    public async Task Redeem_NothingLeftOfAnyApi_IsRefusedAsQuotaReserved()
    {
        using var broker = new Broker(settings: new() { ["Broker:Budgets:QuotaShare"] = "0.01", ["Broker:Budgets:MaxPartOfOneRun"] = "1" });
        await broker.ConnectAsync();
        RedeemOutcome last;
        var count = 0;
        do
        {
            last = (await RedeemAsync(broker)).Outcome;
        }
        while (last.Status == RedeemStatus.Granted && ++count < 50);

        last.Status.ShouldBe(RedeemStatus.AccessRefused);
        last.Refusal!.Reason.ShouldBe(RefusalReason.QuotaReserved);
        last.Message.ShouldContain("123456789012");
    }

    [Fact]
    public async Task Redeem_AwsRefused_GivesTheReservationBack()
    {
        using var broker = new Broker();
        var (_, grant) = await broker.GrantAsync();
        broker.Sts.Refuse = _ => new StsException("AccessDenied", "no");
        await broker.RedeemAsync(grant.SessionToken);

        await using var db = broker.NewContext();
        (await db.Reservations.CountAsync()).ShouldBe(0);
        broker.Sts.Refuse = _ => null;
        (await broker.RedeemAsync(grant.SessionToken)).Response!.CallBudget[Api].ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Money_OfAnInvestigation_IsNeverExceededByItsRunsAndPasses()
    {
        using var broker = new Broker();
        var (request, grant) = await broker.GrantAsync();
        var responses = new List<RedeemResponse>();
        foreach (var run in new[] { "run_1", "run_2", "run_3" })
        {
            responses.Add((await broker.RedeemAsync(grant.SessionToken, run)).Response!);
        }

        var later = await broker.DecideAsync(request with { Pass = 2, Sources = ["logs"] });
        responses.Add((await broker.RedeemAsync(later!.Grants.Single().SessionToken, "run_4")).Response!);

        responses.ShouldAllBe(x => x.CostBudgetBytes > 0);
        responses.Sum(x => x.CostBudgetBytes).ShouldBeLessThanOrEqualTo(5_000_000_000);
        responses.Sum(x => x.CostBudgetMetrics ?? 0).ShouldBeLessThanOrEqualTo(2_000);
    }

    [Theory]
    [InlineData(20, 1350, 0, 20)]
    [InlineData(400, 450, 0, 112)]
    [InlineData(400, 450, 400, 50)]
    [InlineData(400, 450, 450, 0)]
    [InlineData(400, 450, 900, 0)]
    [InlineData(5, 2, 0, 1)]
    [InlineData(7, null, 9999, 7)]
    public void Grant_IsWithinPlanPartAndRest(int planned, int? capacity, long taken, int expected) =>
        QuotaArithmetic.Grant(planned, capacity, taken, new BudgetOptions()).ShouldBe(expected);

    /// <summary>A share of 90 calls of <see cref="Api"/>, all of which one run may have.</summary>
    private static Dictionary<string, string?> ShareOfOneRun(Dictionary<string, string?>? more = null) => new(more ?? [])
    {
        ["Broker:Budgets:MaxPartOfOneRun"] = "1", ["Broker:Budgets:QuotaShare"] = "0.06",
    };

    private static async Task<CollectionCompleted> CompletedAsync(
        Broker broker, InvestigationRequested request, RedeemOutcome outcome, params (string Source, string Api, int Calls)[] calls)
    {
        await using var db = broker.NewContext();
        var lease = await db.Leases.SingleAsync(x => x.InvestigationId == request.InvestigationId);
        return new CollectionCompleted
        {
            TenantId = request.TenantId, InvestigationId = request.InvestigationId, Pass = request.Pass,
            IntegrationId = lease.IntegrationId, LeaseId = lease.Id, RunNumber = outcome.Response!.RunNumber,
            CompletedAt = broker.Time.GetUtcNow(),
            Sources = [.. calls.Select(call => new SourceResult
            {
                Region = lease.Target.Regions[0], Source = call.Source, Outcome = CoverageOutcome.Complete, Parts = 1,
                DurationMilliseconds = 1, CallsUsed = call.Calls, CallsByApi = new Dictionary<string, int> { [call.Api] = call.Calls },
            })],
        };
    }

    private async Task<Dictionary<string, string?>> SettingsAsync(StoreProvider provider, Broker? like = null) =>
        provider == StoreProvider.Sqlite ? [] : new()
        {
            ["Storage:Provider"] = "PostgreSql",
            ["Storage:ConnectionString"] = like?.ConnectionString ?? (await postgres.CreateDatabaseAsync()).ConnectionString,
        };

    private static async Task<(InvestigationRequested Request, RedeemOutcome Outcome)> RedeemAsync(
        Broker broker, InvestigationRequested? request = null)
    {
        request ??= broker.Request();
        var decision = await broker.DecideAsync(request);
        return (request, await broker.RedeemAsync(decision!.Grants.Single().SessionToken));
    }
}
