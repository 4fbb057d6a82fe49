using CauseFlow.Storage.Idempotency;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Storage.Tests;

public abstract class SamplesDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Sample> Samples => Set<Sample>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.UseStoreConventions();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasIdempotentPosts();
        modelBuilder.Entity<Sample>(sample =>
        {
            sample.ToTable("samples").HasKey(row => row.Seq);
            sample.HasIndex(row => row.Key).IsUnique();
            sample.Property(row => row.Words).HasJsonConversion();
            sample.Property(row => row.Version).IsConcurrencyToken();
        });
    }
}
