using CauseFlow.ServiceDefaults;
using System.Diagnostics;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Alarms;
using CauseFlow.Investigations.Incidents;
using CauseFlow.Storage;
using CauseFlow.Storage.Schema;
using CauseFlow.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Investigations.Tests;

/// <summary>The list on both databases.</summary>
public sealed class IncidentListTests(PostgreSqlServer postgres) : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private readonly string folder = Directory.CreateTempSubdirectory("causeflow-list-").FullName;

    [Theory]
    [InlineData(StoreProvider.Sqlite)]
    [InlineData(StoreProvider.PostgreSql)]
    public async Task Every_order_pages_through_all_rows_once_also_when_rows_come_in_between(StoreProvider provider)
    {
        await using var db = await CreateAsync(provider);
        await FillAsync(db, 50);
        foreach (var sort in Enum.GetValues<IncidentSort>())
        {
            var all = (await PageAsync(db, new(null, null, null, null, null, [], sort, 100, null))).Items
                .Select(row => row.Id).ToList();
            var paged = new List<string>();
            string? cursor = null;
            do
            {
                PageCursor.TryRead(cursor, IncidentList.KeysOf(sort), out long[]? after).ShouldBeTrue();
                var page = await PageAsync(db, new(null, null, null, null, null, [], sort, 7, after));
                paged.AddRange(page.Items.Select(row => row.Id));
                cursor = page.Cursor;
                if (cursor is not null && sort == IncidentSort.CreatedDescending && paged.Count == 14)
                {
                    await FillAsync(db, 3, offset: 100_000);
                }
            }
            while (cursor is not null);

            paged.ShouldBe(all, $"{sort}");
        }
    }

    [Theory]
    [InlineData(StoreProvider.Sqlite)]
    [InlineData(StoreProvider.PostgreSql)]
    public async Task Filters_leave_what_they_say(StoreProvider provider)
    {
        await using var db = await CreateAsync(provider);
        await FillAsync(db, 40);
        IncidentQuery all = new(null, null, null, null, null, [], IncidentSort.CreatedDescending, 100, null);

        (await PageAsync(db, all with { Severity = IncidentSeverity.High })).Items
            .ShouldAllBe(row => row.Severity == IncidentSeverity.High);
        (await PageAsync(db, all with { Status = IncidentStatus.Resolved })).Items
            .ShouldAllBe(row => row.Status == IncidentStatus.Resolved);
        (await PageAsync(db, all with { Source = "custom" })).Count.ShouldBe(10);
        (await PageAsync(db, all with { From = Noon.AddSeconds(10), To = Noon.AddSeconds(20) })).Count.ShouldBe(10);
        (await PageAsync(db, all with { Terms = IncidentSearch.TermsOf("service-7") })).Items.ShouldHaveSingleItem()
            .Title.ShouldBe("Service-7 errors");
        await RenameAsync(db);
        (await PageAsync(db, all with { Terms = IncidentSearch.TermsOf("service-7") })).Items.ShouldBeEmpty();
        (await PageAsync(db, all with { Terms = IncidentSearch.TermsOf("renam") })).Items.ShouldHaveSingleItem();
        (await PageAsync(db, all with { Terms = IncidentSearch.TermsOf("serv 1") })).Count
            .ShouldBe(11, "each term begins a word");
        (await PageAsync(db, all with { Terms = IncidentSearch.TermsOf("rrors") })).Items
            .ShouldBeEmpty("no term is looked for inside words");
        IncidentSearch.TermsOf("100%_'; drop").ShouldBe(["100", "drop"], "what people type is no pattern");
        (await new IncidentList(db).PageAsync("ten_other", all, default)).Items.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(IncidentSort.CreatedDescending, null, null, null)]
    [InlineData(IncidentSort.CreatedAscending, null, null, null)]
    [InlineData(IncidentSort.UpdatedDescending, null, null, null)]
    [InlineData(IncidentSort.SeverityDescending, null, null, null)]
    [InlineData(IncidentSort.CreatedDescending, IncidentStatus.Open, null, null)]
    [InlineData(IncidentSort.CreatedDescending, null, IncidentSeverity.High, null)]
    [InlineData(IncidentSort.CreatedDescending, null, null, "custom")]
    public async Task Every_list_walks_an_index_in_its_order_from_where_the_page_before_ended(
        IncidentSort sort, IncidentStatus? status, IncidentSeverity? severity, string? source)
    {
        await using var db = await CreateAsync(StoreProvider.Sqlite);
        await FillAsync(db, 200);
        await db.Database.ExecuteSqlRawAsync("analyze");
        long[] after = sort == IncidentSort.SeverityDescending ? [(int)sort, 1, 5, 5] : [(int)sort, 5, 5];

        var plan = await PlanAsync(db, new(severity, status, source, null, null, [], sort, 20, after));

        plan.ShouldContain("USING INDEX IX_incidents_TenantId_");
        plan.ShouldNotContain("TEMP B-TREE");
        plan.ShouldNotContain("SCAN");
    }

    /// <summary>
    /// Prints how long pages take with 100,000 incidents; run it by hand with <c>--explicit only</c>.
    /// </summary>
    [Theory(Explicit = true)]
    [InlineData(StoreProvider.Sqlite)]
    [InlineData(StoreProvider.PostgreSql)]
    public async Task Measure_with_a_hundred_thousand_incidents(StoreProvider provider)
    {
        await using var db = await CreateAsync(provider);
        for (var i = 0; i < 100_000; i += 5_000)
        {
            await FillAsync(db, 5_000, i);
            db.ChangeTracker.Clear();
        }

        await db.Database.ExecuteSqlRawAsync("analyze");
        IncidentQuery all = new(null, null, null, null, null, [], IncidentSort.CreatedDescending, 20, null);
        var middle = (long)new UnixMicrosecondsConverter().ConvertToProvider(Noon.AddSeconds(50_000))!;
        foreach (var (name, query) in new[]
        {
            ("first page", all), ("middle page", all with { After = [0, middle, 50_000] }),
            ("severity", all with { Severity = IncidentSeverity.High }),
            ("status", all with { Status = IncidentStatus.Closed }), ("source", all with { Source = "custom" }),
            ("status and severity", all with { Status = IncidentStatus.Closed, Severity = IncidentSeverity.Critical }),
            ("source with status that never meet", all with { Status = IncidentStatus.Triaging, Source = "custom" }),
            ("updated", all with { Sort = IncidentSort.UpdatedDescending }),
            ("by severity", all with { Sort = IncidentSort.SeverityDescending }),
            ("one hour", all with { From = Noon.AddHours(3), To = Noon.AddHours(4) }),
            ("q common", all with { Terms = IncidentSearch.TermsOf("errors") }),
            ("q one row", all with { Terms = IncidentSearch.TermsOf("service-4242 ") }),
            ("q nothing", all with { Terms = IncidentSearch.TermsOf("nowhere") }),
        })
        {
            var times = new List<double>();
            for (var i = 0; i < 9; i++)
            {
                var started = Stopwatch.GetTimestamp();
                await PageAsync(db, query);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            TestContext.Current.SendDiagnosticMessage(
                $"{provider} {name}: median {times.Order().ElementAt(4):0.0} ms, worst {times.Max():0.0} ms");
            await File.AppendAllTextAsync(
                Path.Combine(Path.GetTempPath(), "causeflow-list.txt"),
                $"{provider} {name}: median {times.Order().ElementAt(4):0.0} ms, worst {times.Max():0.0} ms\n");
        }
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static Task<ServiceDefaults.Page<IncidentView>> PageAsync(
        InvestigationsDbContext db, IncidentQuery query) =>
        new IncidentList(db).PageAsync(Flow.Tenant, query, default);

    private static async Task RenameAsync(InvestigationsDbContext db)
    {
        var incident = await db.Incidents.SingleAsync(row => row.Title == "Service-7 errors");
        (incident.Title, incident.Resource) = ("Renamed", null);
        incident.SearchText = IncidentSearch.TextOf(incident);
        await db.SaveChangesAsync();
    }

    private static async Task<string> PlanAsync(InvestigationsDbContext db, IncidentQuery query)
    {
        await using var command = new IncidentList(db).Rows(Flow.Tenant, query).Take(21).CreateDbCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
        await db.Database.OpenConnectionAsync();
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(3));
        }

        return string.Join('\n', lines);
    }

    private static async Task FillAsync(InvestigationsDbContext db, int count, int offset = 0)
    {
        foreach (var i in Enumerable.Range(offset, count))
        {
            var incident = new IncidentRow
            {
                Id = $"inc_{i:00000000}", TenantId = Flow.Tenant, Title = $"Service-{i} errors",
                SeveritySource = SeverityRule.Default, Source = i % 4 == 0 ? "custom" : "cloudwatch",
                Status = (IncidentStatus)(i % 5), CreatedAt = Noon.AddSeconds(i / 2 * 2),
                UpdatedAt = Noon.AddSeconds(i * 7 % 1000), AlarmCount = 1,
                Summary = "A change of the configuration of the function shortly before the onset explains the errors "
                    + "that its log shows.",
                Resource = new()
                {
                    Provider = CloudProvider.Aws, Account = "111122223333", Region = "eu-west-1",
                    Kind = ResourceKinds.LambdaFunction, Name = $"service-{i}",
                    Id = $"arn:aws:lambda:eu-west-1:111122223333:function:service-{i}",
                },
            };
            incident.SetSeverity((IncidentSeverity)(i % 3), SeverityRule.Default);
            incident.SearchText = IncidentSearch.TextOf(incident);
            db.Incidents.Add(incident);
        }

        await db.SaveChangesAsync();
    }

    private async Task<InvestigationsDbContext> CreateAsync(StoreProvider provider)
    {
        var store = provider == StoreProvider.PostgreSql
            ? await postgres.CreateDatabaseAsync()
            : new StoreOptions { DataFolder = folder };
        await new StoreSchema<InvestigationsDbContext>("investigations", Options.Create(store)).MigrateAsync(default);
        var builder = new DbContextOptionsBuilder<InvestigationsDbContext>();
        StoreRegistration.Configure(builder, store, "investigations");
        return new InvestigationsDbContext(builder.Options);
    }
}
