using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Providers.Gcp;
using CauseFlow.CredentialBroker.Tests.Clouds;

namespace CauseFlow.CredentialBroker.Tests;

/// <summary>
/// Cloud Logging lets a project be read 60 times a minute by all that read it. Collectors that hold back what they were granted,
/// or give back what they did not need, cannot make more of it than that together.
/// </summary>
public sealed class GcpLoggingQuotaTests
{
    private const string Api = "logging.logEntries.list";
    private const int PerMinute = 60;

    /// <summary>How a collector uses its calls.</summary>
    public enum Habit
    {
        /// <summary>All at once, and its run ends.</summary>
        AtOnce,

        /// <summary>All in the last moment of its lease.</summary>
        AtTheLastMoment,

        /// <summary>Some at once, ends, and gives the others back.</summary>
        GivesBack,

        /// <summary>One after the other of these.</summary>
        Mixed,
    }

    [Theory]
    [InlineData(Habit.AtOnce)]
    [InlineData(Habit.AtTheLastMoment)]
    [InlineData(Habit.GivesBack)]
    [InlineData(Habit.Mixed)]
    public async Task Storm_OverTwoReplicasAndManyCollectors_NeverReadsAProjectMoreOftenThanItsQuota(Habit habit)
    {
        using var first = new Broker();
        using var second = new Broker(first.Folder, ownsFolder: false);
        foreach (var broker in new[] { first, second })
        {
            broker.Wire.Answer = _ => new ScriptedAnswer(200, GoogleCloud.Token());
        }

        await first.ConnectGcpAsync(request: new ConnectGcpRequest { ProjectIds = ["shop-prod", "shop-data"] });
        var sent = new Dictionary<DateTimeOffset, int>();
        var open = new List<Run>();
        var reduced = 0;

        // A minute of an alarm every four seconds, then one every fifteen, longer than a lease and the window after it.
        for (var step = 0; step < 100; step++)
        {
            var now = first.Time.GetUtcNow();
            var request = Request(first);
            var grant = (await first.DecideAsync(request)).ShouldNotBeNull().Grants.ShouldHaveSingleItem();
            var redeemed = (await (step % 2 == 0 ? first : second).RedeemAsync(
                grant.SessionToken, $"run_{step}", "collector-gcp", CredentialAudiences.GcpLogging)).Response.ShouldNotBeNull();
            var run = new Run(
                request, grant, redeemed, habit == Habit.Mixed ? (Habit)(step % 3) : habit,
                habit == Habit.AtOnce ? now : grant.ExpiresAt.AddSeconds(-1));
            reduced += redeemed.ReducedApis!.Contains(Api) ? 1 : 0;
            open.Add(run);
            foreach (var due in open.Where(due => due.IsDue(now)).ToList())
            {
                // All of them into the same project, as the incident's.
                var minute = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
                sent[minute] = sent.GetValueOrDefault(minute) + due.Calls;
                open.Remove(due);
                await first.SettleAsync(due.Completed(now));
                await first.EndAsync(due.Request);
            }

            var pause = TimeSpan.FromSeconds(step < 15 ? 4 : 15);
            first.Time.Advance(pause);
            second.Time.Advance(pause);
        }

        sent.Values.Max().ShouldBeLessThanOrEqualTo(PerMinute);
        sent.Values.Sum().ShouldBeGreaterThanOrEqualTo(PerMinute, "the storm does read");
        reduced.ShouldBeGreaterThan(0, "it wanted more");
    }

    private static InvestigationRequested Request(Broker broker)
    {
        var request = broker.Request();
        return request with { Alarm = request.Alarm! with { Provider = CloudProvider.Gcp, Account = "shop-prod", Region = "global" } };
    }

    private sealed record Run(InvestigationRequested Request, ISessionGranted Grant, RedeemResponse Redeemed, Habit Habit, DateTimeOffset LastMoment)
    {
        private int Granted => Redeemed.CallBudget[Api];

        public int Calls => Habit == Habit.GivesBack ? Granted / 3 : Granted;

        public bool IsDue(DateTimeOffset now) => Habit != Habit.AtTheLastMoment || now.AddSeconds(15) > LastMoment;

        public CollectionCompleted Completed(DateTimeOffset now) => new()
        {
            TenantId = Grant.TenantId, InvestigationId = Request.InvestigationId, Pass = 1, IntegrationId = Grant.IntegrationId,
            LeaseId = Grant.LeaseId, RunNumber = Redeemed.RunNumber, CompletedAt = now,
            Sources =
            [
                new SourceResult
                {
                    Region = "global", Source = "logs", Outcome = CoverageOutcome.Complete, Parts = 1, DurationMilliseconds = 1,
                    CallsUsed = Calls, CallsByApi = new Dictionary<string, int> { [Api] = Calls },
                },
            ],
        };
    }
}
