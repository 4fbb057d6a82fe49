using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Audit;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Gateway.Tenants;

internal static class TenantEndpoints
{
    private const int MaxTenantsListed = 1000;

    public static void MapTenants(this IEndpointRouteBuilder operators)
    {
        operators.MapGet("/v1/tenants", ListAsync);
        operators.MapPost("/v1/tenants", CreateAsync);
    }

    private static async Task<Page<Tenant>> ListAsync(GatewayDbContext db, CancellationToken cancellationToken)
    {
        var tenants = await db.Tenants.AsNoTracking().OrderBy(tenant => tenant.CreatedAt)
            .Take(MaxTenantsListed).ToListAsync(cancellationToken);
        return new Page<Tenant>(tenants);
    }

    private static async Task<IResult> CreateAsync(
        NewTenant request, CallerIdentity caller, GatewayDbContext db,
        [FromKeyedServices(GatewayRegistration.Name)] AuditTrail audit, TimeProvider time, CancellationToken cancellationToken)
    {
        var name = request.Name?.Trim() ?? string.Empty;
        if (name.Length is 0 or > Tenant.MaxNameLength)
        {
            return ApiErrors.BadRequest("invalid_request", "A tenant needs a name of 1 to 100 characters.",
                [new ApiErrorDetail { Field = "name", Message = "1 to 100 characters." }]);
        }

        var tenant = new Tenant
        {
            Id = Ids.New("ten", time),
            Name = name,
            CreatedAt = time.GetUtcNow().TruncateToMicroseconds(),
        };
        if (await db.Tenants.AnyAsync(other => other.Name == name, cancellationToken))
        {
            return NameTaken();
        }

        if (!await audit.TryRecordAsync(caller, "tenant.created", tenant.Id, cancellationToken))
        {
            return AuditTrail.Unavailable;
        }

        db.Add(tenant);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (StoreErrors.IsUniqueViolation(exception))
        {
            return NameTaken();
        }

        return TypedResults.Created($"/v1/tenants/{tenant.Id}", tenant);
    }

    private static IResult NameTaken() =>
        ApiErrors.Conflict("tenant_name_taken", "Another tenant has this name. Choose a different one.");

    internal sealed record NewTenant(string? Name);
}
