using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Audit;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage;
using CauseFlow.Storage.Idempotency;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Gateway.Tenants;

internal static class TenantEndpoints
{
    private const string CreateRoute = "POST /v1/tenants";

    public static void MapTenants(this IEndpointRouteBuilder operators)
    {
        operators.MapGet("/v1/tenants", ListAsync).WithName("listTenants")
            .WithSummary("Lists the tenants of the installation").Produces<Page<Tenant>>();
        operators.MapPost("/v1/tenants", CreateAsync).WithName("createTenant")
            .WithSummary("Makes a tenant; names are unique")
            .WithDescription("Repeated with the same Idempotency-Key and body, it answers 200 and the tenant that was made.")
            .Produces<Tenant>(StatusCodes.Status201Created).Produces<Tenant>().Produces<ApiError>(StatusCodes.Status409Conflict);
        operators.MapFirstAdminKey();
    }

    private static async Task<IResult> ListAsync(
        GatewayDbContext db, int? limit, string? cursor, CancellationToken cancellationToken)
    {
        if (ListCursor.Parse(cursor) is not { } after)
        {
            return PageCursor.Invalid;
        }

        var size = PageCursor.SizeOf(limit);
        var rows = await db.Tenants.AsNoTracking()
            .Where(tenant => tenant.CreatedAt > after.CreatedAt
                || (tenant.CreatedAt == after.CreatedAt && string.Compare(tenant.Id, after.Id) > 0))
            .OrderBy(tenant => tenant.CreatedAt).ThenBy(tenant => tenant.Id).Take(size + 1).ToListAsync(cancellationToken);
        var items = rows.Take(size).ToList();
        return TypedResults.Ok(new Page<Tenant>(
            items, rows.Count > size ? new ListCursor(items[^1].CreatedAt, items[^1].Id).ToString() : null));
    }

    private static async Task<IResult> CreateAsync(
        NewTenant request, CallerIdentity caller, IdempotencyKey idempotency, GatewayDbContext db,
        [FromKeyedServices(GatewayRegistration.Name)] AuditTrail audit, TimeProvider time, CancellationToken cancellationToken)
    {
        var name = request.Name?.Trim() ?? string.Empty;
        if (name.Length is 0 or > Tenant.MaxNameLength)
        {
            return ApiErrors.BadRequest("invalid_request", "A tenant needs a name of 1 to 100 characters.",
                [new ApiErrorDetail { Field = "name", Message = "1 to 100 characters." }]);
        }

        if (await db.FindPostAsync(caller.TenantId, CreateRoute, idempotency, time, cancellationToken) is { } earlier)
        {
            return await AnswerAgainAsync(earlier, request, db, cancellationToken);
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
        db.RememberPost(caller.TenantId, CreateRoute, idempotency, request, tenant.Id, time);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (StoreErrors.IsUniqueViolation(exception))
        {
            // The same POST at the same time, or another of the same name.
            db.ChangeTracker.Clear();
            return await db.FindPostAsync(caller.TenantId, CreateRoute, idempotency, time, cancellationToken) is { } other
                ? await AnswerAgainAsync(other, request, db, cancellationToken)
                : NameTaken();
        }

        return TypedResults.Created($"/v1/tenants/{tenant.Id}", tenant);
    }

    private static async Task<IResult> AnswerAgainAsync(
        IdempotentPost earlier, NewTenant request, GatewayDbContext db, CancellationToken cancellationToken) =>
        earlier.IsRepeatedBy(request)
            ? TypedResults.Ok(await db.Tenants.AsNoTracking().SingleAsync(tenant => tenant.Id == earlier.CreatedId, cancellationToken))
            : ApiErrors.Conflict("idempotency_key_used",
                "This Idempotency-Key made another tenant. Use a new one for a new tenant.");

    private static IResult NameTaken() =>
        ApiErrors.Conflict("tenant_name_taken", "Another tenant has this name. Choose a different one.");

    /// <summary>Body of <c>POST /v1/tenants</c>.</summary>
    /// <param name="Name">1 to 100 characters, unique.</param>
    internal sealed record NewTenant(string? Name);
}
