using CauseFlow.Gateway.FirstStart;
using CauseFlow.Gateway.Tenants;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.Gateway.Tests;

public sealed class FirstKeyTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("causeflow-first-key-").FullName;

    [Fact]
    public async Task Replica_that_is_second_leaves_the_first_ones_file_alone()
    {
        var file = Path.Combine(folder, "first-key");
        var stores = new RacedStore(folder, () => File.WriteAllText(file, "key of the first replica"));
        await using (var db = stores.CreateDbContext())
        {
            await db.Database.EnsureCreatedAsync();
        }

        var mine = new FirstKey();
        await new FirstKeyCreation(stores, mine, Options.Create(new GatewayOptions { FirstAdminKeyFile = file }),
            new FakeTimeProvider()).StartAsync(default);

        (await File.ReadAllTextAsync(file)).ShouldBe("key of the first replica");
        mine.Take().ShouldBeNull();
        Directory.EnumerateFiles(folder, "first-key*").ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("/var/lib/causeflow/first-key", false)]
    public void Key_is_printed_only_where_it_has_no_file(string? file, bool isPrinted)
    {
        var key = new FirstKey();
        key.Set("ten_1", "the-secret", file);
        using var output = new StringWriter();

        key.PrintOnce(output);

        output.ToString().Contains("the-secret", StringComparison.Ordinal).ShouldBe(isPrinted);
        output.ToString().ShouldContain(file ?? "the-secret");
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Between the look and the commit of one replica, another one finishes.</summary>
    private sealed class RacedStore(string folder, Action otherHasFinished) : IDbContextFactory<GatewayDbContext>
    {
        private bool raced;

        public GatewayDbContext CreateDbContext()
        {
            var db = Open();
            db.SavingChanges += (_, _) =>
            {
                if (raced)
                {
                    return;
                }

                raced = true;
                using var other = Open();
                other.Add(new Tenant { Id = "ten_1", Name = "default", CreatedAt = DateTimeOffset.UnixEpoch });
                other.SaveChanges();
                otherHasFinished();
            };
            return db;
        }

        private GatewayDbContext Open()
        {
            var builder = new DbContextOptionsBuilder<GatewayDbContext>();
            StoreRegistration.Configure(builder, new StoreOptions { DataFolder = folder }, "gateway");
            return new GatewayDbContext(builder.Options);
        }
    }
}
