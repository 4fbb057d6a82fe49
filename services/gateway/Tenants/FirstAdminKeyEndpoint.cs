using CauseFlow.Contracts;
using CauseFlow.Gateway.ApiKeys;
using CauseFlow.Gateway.Identity;
using CauseFlow.ServiceDefaults.Audit;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage;
using CauseFlow.Storage.Idempotency;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Gateway.Tenants;

/// <summary>
/// How a tenant gets its first admin. Only while it has none, and none can come from an identity provider: an operator sees
/// no tenant's cases, and could otherwise make itself an admin of any.
/// </summary>
internal static class FirstAdminKeyEndpoint
{
    private const string Name = "first admin key";

    public static void MapFirstAdminKey(this IEndpointRouteBuilder operators) =>
        operators.MapPost("/v1/tenants/{id}/api-keys", CreateAsync).WithName("createFirstAdminKey")
            .WithSummary("Makes the key of a tenant's first admin; the answer shows it this once")
            .WithDescription("409 tenant_has_admin while the tenant has a key with the role admin, or an identity provider that makes admins. It is recorded in the tenant's own audit chain. Repeated with the same Idempotency-Key, it answers 200 and the key's data, not the key.")
            .Produces<KeyView>(StatusCodes.Status201Created).Produces<KeyView>()
            .Produces<ApiError>(StatusCodes.Status404NotFound).Produces<ApiError>(StatusCodes.Status409Conflict);

    private static async Task<IResult> CreateAsync(
        string id, CallerIdentity caller, IdempotencyKey idempotency, GatewayDbContext db, OutsideIssuers issuers,
        [FromKeyedServices(GatewayRegistration.Name)] AuditTrail audit, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await db.Tenants.AnyAsync(tenant => tenant.Id == id, cancellationToken))
        {
            return ApiErrors.NotFound("tenant_not_found", "There is no such tenant. GET /v1/tenants lists them.");
        }

        var route = $"POST /v1/tenants/{id}/api-keys";
        if (await RepeatedAsync(caller, route, idempotency, db, time, cancellationToken) is { } again)
        {
            return again;
        }

        if (issuers.MakeAdminsOf(id))
        {
            return ApiErrors.Conflict("tenant_has_admin",
                "The tenant's identity provider makes its admins. They make keys with POST /v1/api-keys.");
        }

        var active = await db.ApiKeys.AsNoTracking()
            .Where(key => key.TenantId == id && key.RevokedAt == null)
            .Take(ApiKeyEndpoints.MaxKeysPerTenant).ToListAsync(cancellationToken);
        if (active.Any(key => key.RoleList.Contains(Roles.Admin)))
        {
            return ApiErrors.Conflict("tenant_has_admin",
                "The tenant has an admin key. Its admins make further keys with POST /v1/api-keys.");
        }

        var secret = ApiKeySecret.Create();
        var key = ApiKeyEndpoints.NewRow(id, Name, [Roles.Admin, Roles.Member], secret, time);
        if (!await audit.TryRecordForAsync(id, caller, "api_key.created", key.Id, cancellationToken))
        {
            return AuditTrail.Unavailable;
        }

        db.Add(key);
        db.RememberPost(caller.TenantId, route, idempotency, id, key.Id, time);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (StoreErrors.IsUniqueViolation(exception) && idempotency.Hash is not null)
        {
            // The same POST at the same time, on this replica or another.
            db.ChangeTracker.Clear();
            return (await RepeatedAsync(caller, route, idempotency, db, time, cancellationToken))!;
        }

        return TypedResults.Created($"/v1/tenants/{id}/api-keys/{key.Id}", KeyView.Of(key) with { Key = secret });
    }

    /// <summary>What the same POST made before; null when it is the first.</summary>
    private static async Task<IResult?> RepeatedAsync(
        CallerIdentity caller, string route, IdempotencyKey idempotency, GatewayDbContext db, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await db.FindPostAsync(caller.TenantId, route, idempotency, time, cancellationToken) is not { } earlier)
        {
            return null;
        }

        var key = await db.ApiKeys.AsNoTracking().SingleOrDefaultAsync(
            row => row.Id == earlier.CreatedId && row.RevokedAt == null, cancellationToken);
        return key is not null
            ? TypedResults.Ok(KeyView.Of(key))
            : ApiErrors.Conflict("idempotency_key_used",
                "The key that this Idempotency-Key made was revoked. Use a new one for a new key.");
    }
}
