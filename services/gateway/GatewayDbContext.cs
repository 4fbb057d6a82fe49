using CauseFlow.Gateway.ApiKeys;
using CauseFlow.Gateway.Tenants;
using CauseFlow.Storage;
using CauseFlow.Storage.Idempotency;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Gateway;

/// <summary>What the gateway keeps: tenants, and API keys as hashes.</summary>
public sealed class GatewayDbContext(DbContextOptions<GatewayDbContext> options) : DbContext(options)
{
    public DbSet<Tenant> Tenants => Set<Tenant>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.UseStoreConventions();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Tenant>(tenant =>
        {
            tenant.ToTable("tenants");
            tenant.HasKey(t => t.Id);
            tenant.Property(t => t.Id).HasMaxLength(40);
            tenant.Property(t => t.Name).HasMaxLength(Tenant.MaxNameLength);

            // Two replicas that start first at the same time may not both make the default tenant.
            tenant.HasIndex(t => t.Name).IsUnique();
            tenant.HasIndex(t => new { t.CreatedAt, t.Id });
        });
        modelBuilder.HasIdempotentPosts();
        modelBuilder.Entity<ApiKey>(key =>
        {
            key.ToTable("api_keys");
            key.HasKey(k => k.Id);
            key.Property(k => k.Id).HasMaxLength(40);
            key.Property(k => k.TenantId).HasMaxLength(40);
            key.Property(k => k.Name).HasMaxLength(ApiKey.MaxNameLength);
            key.Property(k => k.Hash).HasMaxLength(64);
            key.Property(k => k.Roles).HasMaxLength(100);
            key.HasIndex(k => k.Hash).IsUnique();
            key.HasIndex(k => new { k.TenantId, k.CreatedAt, k.Id });
        });
    }
}
