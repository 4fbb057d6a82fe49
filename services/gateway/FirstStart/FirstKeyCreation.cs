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

        // Written first: a key that was stored and could not be handed over would lock everybody out. But only the replica
        // whose key was stored may put it where people look.
        var written = await WriteFileAsync(secret, cancellationToken);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (StoreErrors.IsUniqueViolation(exception))
        {
            // Another replica was first, and hands its key over.
            Delete(written);
            return;
        }

        if (written is not null)
        {
            File.Move(written, options.Value.FirstAdminKeyFile!, overwrite: true);
        }

        firstKey.Set(tenant.Id, secret, written is null ? null : options.Value.FirstAdminKeyFile);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static void Delete(string? file)
    {
        if (file is not null)
        {
            File.Delete(file);
        }
    }

    /// <returns>The temporary file; null when none is configured.</returns>
    private async Task<string?> WriteFileAsync(string secret, CancellationToken cancellationToken)
    {
        if (options.Value.FirstAdminKeyFile is not { Length: > 0 } path)
        {
            return null;
        }

        // The mode is given at creation, and in a new file: an older one may be open to others.
        var temporary = $"{path}.{Guid.NewGuid():N}";
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var writer = new StreamWriter(temporary, create);
        await writer.WriteAsync(secret.AsMemory(), cancellationToken);
        return temporary;
    }
}
