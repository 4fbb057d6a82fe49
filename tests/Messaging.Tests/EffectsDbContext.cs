using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Messaging.Tests;

public class EffectsDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Effect> Effects => Set<Effect>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.UseStoreConventions();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddMessaging();
        modelBuilder.Entity<Effect>().HasKey(effect => effect.Id);
    }
}
