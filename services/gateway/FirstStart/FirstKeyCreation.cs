using CauseFlow.Contracts;
using CauseFlow.Gateway.ApiKeys;
using CauseFlow.Gateway.Tenants;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Gateway.FirstStart;

/// <summary>
/// On an installation without any key, makes the tenant <c>default</c> and its first key. Not audited: the broker may
/// not run yet, and there is nobody yet who could act.
/// </summary>
internal sealed class FirstKeyCreation(
    IDbContextFactory<GatewayDbContext> contexts, FirstKey firstKey, IOptions<GatewayOptions> options, TimeProvider time)
    : IHostedService
{
    private const string DefaultTenant = "default";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.ApiKeys.AnyAsync(cancellationToken)
            || await db.Tenants.AnyAsync(tenant => tenant.Name == DefaultTenant, cancellationToken))
        {
            return;
        }

        var tenant = new Tenant
        {
            Id = Ids.New("ten", time),
            Name = DefaultTenant,
            CreatedAt = time.GetUtcNow().TruncateToMicroseconds(),
        };
        var secret = ApiKeySecret.Create();
        db.Add(tenant);
        db.Add(ApiKeyEndpoints.NewRow(
            tenant.Id, "first key", [Roles.Admin, Roles.Member, Roles.Operator], secret, time));

        // The file first: a key that was stored and could not be handed over would lock everybody out.
        await WriteFileAsync(secret, cancellationToken);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (StoreErrors.IsUniqueViolation(exception))
        {
            // Another replica was first, and prints its key.
            return;
        }

        firstKey.Set(tenant.Id, secret);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task WriteFileAsync(string secret, CancellationToken cancellationToken)
    {
        if (options.Value.FirstAdminKeyFile is not { Length: > 0 } path)
        {
            return;
        }

        // The mode is given at creation, so an older file, whatever its mode, has to go.
        File.Delete(path);
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var writer = new StreamWriter(path, create);
        await writer.WriteAsync(secret.AsMemory(), cancellationToken);
    }
}
