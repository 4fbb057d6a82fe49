using System.Globalization;
using CauseFlow.Storage;
using CauseFlow.Storage.Idempotency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.Webhooks;

/// <summary>A webhook address as an admin sees it.</summary>
/// <param name="Provider"><c>cloudwatch</c>, <c>custom</c>, <c>azure-monitor</c> or <c>gcp-monitoring</c>.</param>
/// <param name="Url">With the public address if that is configured, else the path alone.</param>
/// <param name="RouteKey">A secret part of the address; null where senders prove themselves otherwise.</param>
/// <param name="CreatedAt">When this key or secret was made.</param>
/// <param name="PreviousKeyValidUntil">Set while the one before it still works.</param>
/// <param name="SigningSecret">Of the custom webhook; shown once, by a rotation.</param>
/// <param name="Username">Where the sender proves itself by basic authentication, the name to enter.</param>
/// <param name="Password">Goes with <paramref name="Username"/>; shown once, by a rotation.</param>
public sealed record WebhookAddress(
    string Provider, string Url, string? RouteKey, DateTimeOffset CreatedAt, DateTimeOffset? PreviousKeyValidUntil,
    string? SigningSecret = null, string? Username = null, string? Password = null)
{
    public override string ToString() => $"WebhookAddress {{ Provider = {Provider}, RouteKey = [redacted] }}";
}

/// <summary>Makes, finds and rotates a tenant's route keys.</summary>
public sealed class WebhookRoutes(
    IngestionDbContext db, IngestionKeys keys, KnownSenders known, IOptions<IngestionOptions> options, TimeProvider time)
{
    /// <summary>The newest address; a tenant's first look makes it.</summary>
    public async Task<WebhookAddress> CurrentAsync(string tenantId, string provider, CancellationToken token)
    {
        var route = await NewestAsync(tenantId, provider, token);
        if (route is null)
        {
            await TryAddAsync(tenantId, provider, generation: 1, token);
            route = await NewestAsync(tenantId, provider, token);
        }

        return await AddressAsync(route!, token);
    }

    /// <summary>A new key; the one before it works for the overlap, older ones end at once.</summary>
    public Task<WebhookAddress> RotateAsync(string tenantId, string provider, CancellationToken token) =>
        RotateAsync(tenantId, provider, new IdempotencyKey((string?)null), token);

    /// <summary>
    /// The same for a POST that may come again when its answer got lost: a second rotation would end the key that senders still use, while
    /// nobody has seen the one between.
    /// </summary>
    public async Task<WebhookAddress> RotateAsync(
        string tenantId, string provider, IdempotencyKey idempotency, CancellationToken token)
    {
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var overlap = now + TimeSpan.FromHours(options.Value.RouteKeyOverlapHours);
        var routes = await db.Routes.Where(r => r.TenantId == tenantId && r.Provider == provider).ToListAsync(token);
        var newest = routes.MaxBy(route => route.Generation);
        foreach (var route in routes)
        {
            route.ExpiresAt = route == newest ? overlap : route.ExpiresAt < now ? route.ExpiresAt : now;
        }

        var generation = (newest?.Generation ?? 0) + 1;
        db.RememberPost(tenantId, RouteOf(provider), idempotency, provider, generation.ToString(CultureInfo.InvariantCulture), time);
        var isMade = await TryAddAsync(tenantId, provider, generation, token);
        known.Clear();

        // Of two at the same time one has made it, and both answer with that, now and when they are sent again.
        var made = (await NewestAsync(tenantId, provider, token))!;
        if (!isMade)
        {
            await RememberAsync(tenantId, provider, idempotency, made.Generation, token);
        }

        return WithSecret(await AddressAsync(made, token), tenantId, provider, made.Generation);
    }

    /// <summary>What the same POST made before.</summary>
    /// <returns>No address for one that is the first; and none, but true, where the tenant has rotated again since.</returns>
    public async Task<(WebhookAddress? Address, bool IsKeyUsed)> FindRotatedAsync(
        string tenantId, string provider, IdempotencyKey idempotency, CancellationToken token)
    {
        if (await db.FindPostAsync(tenantId, RouteOf(provider), idempotency, time, token) is not { } earlier)
        {
            return (null, false);
        }

        var generation = int.Parse(earlier.CreatedId, CultureInfo.InvariantCulture);
        return await NewestAsync(tenantId, provider, token) is { } newest && newest.Generation == generation
            ? (WithSecret(await AddressAsync(newest, token), tenantId, provider, generation), false)
            : (null, true);
    }

    private static string RouteOf(string provider) => $"POST /v1/webhooks/{provider}/rotate";

    private WebhookAddress WithSecret(WebhookAddress address, string tenantId, string provider, int generation) =>
        WebhookKind.Find(provider)?.Proof switch
        {
            SenderProof.SharedSecretSignature => address with
            {
                SigningSecret = keys.SigningSecret(tenantId, generation),
            },
            SenderProof.Password => address with { Password = Password(tenantId, provider, generation) },
            _ => address,
        };

    /// <summary>The password that goes with the route key of a generation.</summary>
    public string Password(string tenantId, string provider, int generation) =>
        keys.Password(tenantId, provider, generation);

    /// <summary>Every signing secret of the tenant's custom webhook that counts now.</summary>
    public async Task<IReadOnlyList<string>> SigningSecretsAsync(string tenantId, CancellationToken token)
    {
        var now = time.GetUtcNow();
        var generations = await db.Routes.AsNoTracking()
            .Where(route => route.TenantId == tenantId && route.Provider == WebhookRoute.Custom
                && (route.ExpiresAt == null || route.ExpiresAt > now))
            .OrderByDescending(route => route.Generation).Take(4).Select(route => route.Generation).ToListAsync(token);
        return generations.ConvertAll(generation => keys.SigningSecret(tenantId, generation));
    }

    /// <summary>The generation of a key that the tenant's provider has now; null when it has none such.</summary>
    public async Task<int?> GenerationAsync(string tenantId, string provider, string routeKey, CancellationToken token)
    {
        if (routeKey.Length != 26 || tenantId.Length > 64)
        {
            return null;
        }

        var (hash, now) = (IngestionKeys.Hash(routeKey), time.GetUtcNow());
        var address = (tenantId, provider, hash);
        if (known.Find(address) is int kept)
        {
            return kept;
        }

        var generation = await db.Routes.AsNoTracking()
            .Where(route => route.KeyHash == hash && route.TenantId == tenantId && route.Provider == provider
                && (route.ExpiresAt == null || route.ExpiresAt > now))
            .Select(route => (int?)route.Generation).FirstOrDefaultAsync(token);
        if (generation is { } found)
        {
            known.Keep(address, found);
        }

        return generation;
    }

    private Task<WebhookRoute?> NewestAsync(string tenantId, string provider, CancellationToken token) =>
        db.Routes.AsNoTracking().Where(route => route.TenantId == tenantId && route.Provider == provider)
            .OrderByDescending(route => route.Generation).FirstOrDefaultAsync(token);

    private async Task RememberAsync(
        string tenantId, string provider, IdempotencyKey idempotency, int generation, CancellationToken token)
    {
        db.RememberPost(tenantId, RouteOf(provider), idempotency, provider, generation.ToString(CultureInfo.InvariantCulture), time);
        try
        {
            await db.SaveChangesAsync(token);
        }
        catch (DbUpdateException exception) when (StoreErrors.IsUniqueViolation(exception))
        {
            // The other one was the same POST.
            db.ChangeTracker.Clear();
        }
    }

    /// <summary>False when a request at the same time has made that generation.</summary>
    private async Task<bool> TryAddAsync(string tenantId, string provider, int generation, CancellationToken token)
    {
        db.Routes.Add(new WebhookRoute
        {
            TenantId = tenantId,
            Provider = provider,
            Generation = generation,
            KeyHash = IngestionKeys.Hash(keys.RouteKey(tenantId, provider, generation)),
            CreatedAt = time.GetUtcNow().TruncateToMicroseconds(),
        });
        try
        {
            await db.SaveChangesAsync(token);
            return true;
        }
        catch (DbUpdateException exception) when (StoreErrors.IsUniqueViolation(exception))
        {
            db.ChangeTracker.Clear();
            return false;
        }
    }

    private async Task<WebhookAddress> AddressAsync(WebhookRoute route, CancellationToken token)
    {
        var kind = WebhookKind.Find(route.Provider)!;
        var key = kind.HasRouteKey ? keys.RouteKey(route.TenantId, route.Provider, route.Generation) : null;
        var path = $"/v1/webhooks/{route.TenantId}/{route.Provider}" + (key is null ? "" : $"/{key}");
        var now = time.GetUtcNow();
        var previous = await db.Routes.AsNoTracking()
            .Where(r => r.TenantId == route.TenantId && r.Provider == route.Provider && r.ExpiresAt > now)
            .MaxAsync(r => r.ExpiresAt, token);
        return new WebhookAddress(
            route.Provider, options.Value.PublicUrl?.TrimEnd('/') + path, key, route.CreatedAt, previous,
            Username: kind.Proof == SenderProof.Password ? WebhookPassword.Username : null);
    }
}
