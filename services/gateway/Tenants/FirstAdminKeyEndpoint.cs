using CauseFlow.Gateway.ApiKeys;
using CauseFlow.Gateway.Identity;
using CauseFlow.ServiceDefaults.Audit;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
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
            .WithDescription("409 tenant_has_admin while the tenant has a key with the role admin, or an identity provider that makes admins. It is recorded in the tenant's own audit chain.")
            .Produces<KeyView>(StatusCodes.Status201Created);

    private static async Task<IResult> CreateAsync(
        string id, CallerIdentity caller, GatewayDbContext db, OutsideIssuers issuers,
        [FromKeyedServices(GatewayRegistration.Name)] AuditTrail audit, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await db.Tenants.AnyAsync(tenant => tenant.Id == id, cancellationToken))
        {
            return ApiErrors.NotFound("tenant_not_found", "There is no such tenant. GET /v1/tenants lists them.");
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
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Created($"/v1/tenants/{id}/api-keys/{key.Id}", KeyView.Of(key) with { Key = secret });
    }
}
