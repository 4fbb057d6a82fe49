using System.Globalization;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Redaction;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.CollectorAzure.Sources;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Tests;

/// <summary>Whose rows are mined, and which minutes count.</summary>
public sealed class LogsSourceTests
{
    private const string Sub = "11111111-2222-4333-8444-555555555555";
    private const string Sites = $"/subscriptions/{Sub}/resourcegroups/shop/providers/microsoft.web/sites/";
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 11, 45, 0, TimeSpan.Zero);

    [Fact]
    public async Task Rows_of_a_neighbour_whose_name_begins_alike_are_not_the_apps()
    {
        var logs = new Rows(_ => [Row(1, Sites + "shop-api", "ERROR neighbour failed"), Row(2, Sites + "shop", "ERROR own failed")]);

        var patterns = (await CollectAsync(logs, ["shop"])).SelectMany(batch => batch.Logs).ToList();

        patterns.ShouldNotBeEmpty();
        patterns.ShouldAllBe(pattern => pattern.Template.Contains("own", StringComparison.Ordinal));
        logs.Queries[0].ShouldContain($"(_ResourceId =~ '{Sites}shop' or _ResourceId startswith '{Sites}shop/')");
    }

    [Fact]
    public async Task Of_two_names_of_which_one_begins_the_other_each_has_its_own()
    {
        var logs = new Rows(_ => [Row(1, Sites + "shop-api", "ERROR long failed"), Row(2, Sites + "shop", "ERROR short failed")]);

        var patterns = (await CollectAsync(logs, ["shop", "shop-api"])).SelectMany(batch => batch.Logs).ToList();

        patterns.ShouldAllBe(pattern => pattern.Template.Contains(pattern.Resource.Name == "shop" ? "short" : "long", StringComparison.Ordinal));
        patterns.Select(pattern => pattern.Resource.Name).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Minutes_beyond_the_bound_of_rows_are_unknown_and_no_zeros()
    {
        // A row a minute in both windows: of the hour before the newest 10 come, of the incident the first 10.
        var all = Enumerable.Range(-60, 90).Select(minute => Row(minute, Sites + "shop", "ERROR order failed")).ToList();

        var batches = await CollectAsync(new Rows(_ => all), ["shop"], maxRows: 10);

        var pattern = batches.SelectMany(batch => batch.Logs).ShouldHaveSingleItem();
        pattern.BaselineCountsPerMinute.ShouldBe(Enumerable.Repeat(1, 9));
        pattern.IncidentCountsPerMinute.ShouldBe(Enumerable.Repeat(1, 9));
        var row = batches.SelectMany(batch => batch.Coverage).ShouldHaveSingleItem();
        row.Outcome.ShouldBe(CoverageOutcome.Partial);
        row.Detail!.ShouldContain("errors of the incident count only until 11:54 UTC (only the first 10 rows of 11:45 to 12:15 UTC were read)");
        row.Detail!.ShouldContain("errors of the hour before count only from 11:36 UTC on");
    }

    [Fact]
    public async Task A_hour_before_that_could_not_be_read_is_no_silence()
    {
        var logs = new Rows(from => from < Start
            ? throw new TransientCollectionException(RefusalReason.ProviderError, "busy", "later") : [Row(3, Sites + "shop", "ERROR order failed")]);

        var batches = await CollectAsync(logs, ["shop"]);

        var pattern = batches.SelectMany(batch => batch.Logs).ShouldHaveSingleItem();
        pattern.BaselineCountsPerMinute.ShouldBeEmpty();
        pattern.IncidentCountsPerMinute.Count.ShouldBe(30);
        var row = batches.SelectMany(batch => batch.Coverage).ShouldHaveSingleItem();
        row.Outcome.ShouldBe(CoverageOutcome.Partial);
        row.Detail!.ShouldContain("errors of the hour before count not at all");
    }

    [Fact]
    public async Task Rows_that_Azure_left_out_of_the_hour_before_are_no_silence()
    {
        var logs = new Rows(from => [Row(-50, Sites + "shop", "ERROR order failed"), Row(-1, Sites + "shop", "ERROR order failed"),
            Row(3, Sites + "shop", "ERROR order failed")]) { ProblemBefore = "Azure returned a part of the rows (PartialError)" };

        var batches = await CollectAsync(logs, ["shop"]);

        var pattern = batches.SelectMany(batch => batch.Logs).ShouldHaveSingleItem();
        pattern.BaselineCountsPerMinute.ShouldBeEmpty("a table or a shard is missing, and not the end");
        pattern.IncidentCountsPerMinute.Count.ShouldBe(30);
        batches.SelectMany(batch => batch.Coverage).ShouldHaveSingleItem().Detail!
            .ShouldContain("errors of the hour before count not at all (Azure returned a part of the rows (PartialError))");
    }

    [Fact]
    public async Task Chatter_does_not_crowd_errors_out()
    {
        List<LogRow> all = [.. Enumerable.Range(0, 500).Select(i => Row(i / 100, Sites + "shop", "placed an order") with { Level = "Informational" }),
            Row(20, Sites + "shop", "ERROR order failed")];

        var batches = await CollectAsync(new Rows(_ => all), ["shop"], maxRows: 10);

        batches.SelectMany(batch => batch.Logs).ShouldContain(pattern => pattern.Template.Contains("failed", StringComparison.Ordinal)
            && pattern.IncidentCountsPerMinute.Count == 30);
    }

    [Fact]
    public async Task Text_beyond_the_bound_of_a_run_is_unknown_and_said()
    {
        var all = Enumerable.Range(0, 30).Select(minute => Row(minute, Sites + "shop", "ERROR order failed " + new string('x', 981))).ToList();

        var batches = await CollectAsync(new Rows(_ => all), Context(["shop"]), maxCharacters: 80_000);

        // Of eight queries each has 10,000 characters.
        batches.SelectMany(batch => batch.Logs).ShouldHaveSingleItem().IncidentCountsPerMinute.ShouldBe(Enumerable.Repeat(1, 9));
        batches.SelectMany(batch => batch.Coverage).ShouldHaveSingleItem().Detail!.ShouldContain("only the first 10 rows");
    }

    [Fact]
    public async Task A_credential_that_Azure_cut_in_two_is_left_out()
    {
        var start = "ERROR order failed ";
        var text = start + new string('x', 1_969 - start.Length) + " postgres://svc:Sup3rSecretWord";

        var pattern = (await CollectAsync(new Rows(_ => [Row(1, Sites + "shop", text)]), ["shop"])).SelectMany(batch => batch.Logs).ShouldHaveSingleItem();

        text.Length.ShouldBe(2_000);
        System.Text.Json.JsonSerializer.Serialize(pattern).ShouldNotContain("Sup3r");
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(10, 60)]
    public async Task Queries_stay_within_the_calls_of_a_run(int sites, int queries)
    {
        var logs = new Rows(_ => []);
        var context = Context([.. Enumerable.Range(0, sites).Select(i => $"app{i}")]);

        await CollectAsync(logs, context with { Target = context.Target with { WorkspaceId = null } });

        logs.Queries.Count.ShouldBe(queries);
    }

    private static LogRow Row(int minute, string id, string text) => new(Start.AddMinutes(minute), id, "AppServiceConsoleLogs", "Error", text);

    private static Task<List<EvidenceBatch>> CollectAsync(ILogsClient logs, string[] sites, int maxRows = 100) =>
        CollectAsync(logs, Context(sites), maxRows);

    private static async Task<List<EvidenceBatch>> CollectAsync(
        ILogsClient logs, CollectionContext context, int maxRows = 100, int maxCharacters = 12_000_000)
    {
        var source = new LogsSource(logs, new CollectionOptions(), new CollectorAzureOptions
        {
            MaxRowsPerQuery = maxRows, MaxLogCharacters = maxCharacters,
        });
        var batches = new List<EvidenceBatch>();
        await foreach (var batch in source.CollectAsync(context, TestContext.Current.CancellationToken))
        {
            batches.Add(batch);
        }

        return batches;
    }

    private static CollectionContext Context(string[] sites) => new()
    {
        TenantId = "t", InvestigationId = "i", IntegrationId = "n", Account = Sub, Region = "global",
        Target = new CollectionTarget { Resources = [], Accounts = [Sub], Regions = ["global"], WorkspaceId = "c0ffee00-0000-4000-8000-000000000001" },
        Resources = [.. sites.Select(name => new ResourceRef
        {
            Provider = CloudProvider.Azure, Account = Sub, Region = "westeurope", Kind = ResourceKinds.AppService, Id = Sites + name, Name = name,
        })],
        Window = new InvestigationWindow
        {
            From = Start, To = Start.AddMinutes(30), Baselines = [new Baseline { From = Start.AddHours(-1), To = Start, Kind = BaselineKind.Adjacent }],
        },
        Calls = new CallBudget(new Dictionary<string, int> { [LogAnalyticsClient.Permission] = 60 }, 0).MeterFor(AzurePlans.Logs.Source),
        Redactor = new Redactor(), Ids = new EvidenceIds("t", "i", "n", "global"), Time = TimeProvider.System,
    };

    /// <summary>A workspace that answers each query with what a test gives of its stretch.</summary>
    private sealed class Rows(Func<DateTimeOffset, IReadOnlyList<LogRow>> given) : ILogsClient
    {
        public List<string> Queries { get; } = [];

        public string? ProblemBefore { get; init; }

        public Task<LogRows> QueryAsync(
            string? workspaceId, AzureId? resource, string query, DateTimeOffset from, DateTimeOffset to, CallMeter calls,
            CancellationToken cancellationToken)
        {
            lock (Queries)
            {
                Queries.Add(query);
            }

            var isProblem = !query.Contains("not(", StringComparison.Ordinal);
            var rows = given(from).Where(row => row.Time >= from && row.Time < to && row.Level == "Error" == isProblem);
            var count = int.Parse(query[(query.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
            return Task.FromResult(new LogRows([.. (query.Contains("TimeGenerated asc", StringComparison.Ordinal)
                ? rows.OrderBy(row => row.Time) : rows.OrderByDescending(row => row.Time)).Take(count)], from < Start ? ProblemBefore : null));
        }
    }
}
