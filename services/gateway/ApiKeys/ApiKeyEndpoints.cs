using CauseFlow.Contracts;
using CauseFlow.Gateway.Identity;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Audit;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage;
using CauseFlow.Storage.Idempotency;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Gateway.ApiKeys;

/// <summary>The tenant's API keys. A key is read from the store at each request: a revoked one is dead at the next, on every replica.</summary>
internal static class ApiKeyEndpoints
{
    internal const int MaxKeysPerTenant = 500;
    private const string CreateRoute = "POST /v1/api-keys";

    public static void MapApiKeys(this IEndpointRouteBuilder admins)
    {
        admins.MapGet("/v1/api-keys", ListAsync).WithName("listApiKeys")
            .WithSummary("Lists the tenant's keys").Produces<Page<KeyView>>();
        admins.MapPost("/v1/api-keys", CreateAsync).WithName("createApiKey")
            .WithSummary("Makes a key; the answer shows it this once")
            .WithDescription("Repeated with the same Idempotency-Key and body, it answers 200 and the key's data, not the key.")
            .Produces<KeyView>(StatusCodes.Status201Created).Produces<KeyView>();
        admins.MapDelete("/v1/api-keys/{id}", RevokeAsync).WithName("revokeApiKey")
            .WithSummary("Revokes a key; no request after the answer gets in with it").Produces(StatusCodes.Status204NoContent)
            .Produces<ApiError>(StatusCodes.Status403Forbidden).Produces<ApiError>(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ListAsync(
        CallerIdentity caller, GatewayDbContext db, int? limit, string? cursor, CancellationToken cancellationToken)
    {
        if (ListCursor.Parse(cursor) is not { } after)
        {
            return PageCursor.Invalid;
        }

        var size = PageCursor.SizeOf(limit);
        var rows = await db.ApiKeys.AsNoTracking()
            .Where(key => key.TenantId == caller.TenantId && key.RevokedAt == null)
            .Where(key => key.CreatedAt > after.CreatedAt
                || (key.CreatedAt == after.CreatedAt && string.Compare(key.Id, after.Id) > 0))
            .OrderBy(key => key.CreatedAt).ThenBy(key => key.Id).Take(size + 1).ToListAsync(cancellationToken);
        var items = rows.Take(size).Select(KeyView.Of).ToList();
        return TypedResults.Ok(new Page<KeyView>(
            items, rows.Count > size ? new ListCursor(items[^1].CreatedAt, items[^1].Id).ToString() : null));
    }

    private static async Task<IResult> CreateAsync(
        NewKey request, CallerIdentity caller, IdempotencyKey idempotency, GatewayDbContext db,
        [FromKeyedServices(GatewayRegistration.Name)] AuditTrail audit, TimeProvider time, CancellationToken cancellationToken)
    {
        if (request.Problem(caller) is { } problem)
        {
            return problem;
        }

        if (await db.FindPostAsync(caller.TenantId, CreateRoute, idempotency, time, cancellationToken) is { } earlier)
        {
            return await AnswerAgainAsync(earlier, request, db, cancellationToken);
        }

        var count = await db.ApiKeys.CountAsync(
            key => key.TenantId == caller.TenantId && key.RevokedAt == null, cancellationToken);
        if (count >= MaxKeysPerTenant)
        {
            return ApiErrors.Conflict("too_many_api_keys", "The tenant has 500 keys. Revoke one that is not used.");
        }

        var secret = ApiKeySecret.Create();
        var key = NewRow(caller.TenantId, request.TrimmedName, request.Roles!, secret, time);
        if (!await audit.TryRecordAsync(caller, "api_key.created", key.Id, cancellationToken))
        {
            return AuditTrail.Unavailable;
        }

        db.Add(key);
        db.RememberPost(caller.TenantId, CreateRoute, idempotency, request, key.Id, time);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (StoreErrors.IsUniqueViolation(exception) && idempotency.Hash is not null)
        {
            // The same POST at the same time, on this replica or another.
            db.ChangeTracker.Clear();
            var other = await db.FindPostAsync(caller.TenantId, CreateRoute, idempotency, time, cancellationToken);
            return await AnswerAgainAsync(other!, request, db, cancellationToken);
        }

        return TypedResults.Created($"/v1/api-keys/{key.Id}", KeyView.Of(key) with { Key = secret });
    }

    private static async Task<IResult> AnswerAgainAsync(
        IdempotentPost earlier, NewKey request, GatewayDbContext db, CancellationToken cancellationToken)
    {
        var key = earlier.IsRepeatedBy(request)
            ? await db.ApiKeys.AsNoTracking().SingleOrDefaultAsync(
                row => row.Id == earlier.CreatedId && row.RevokedAt == null, cancellationToken)
            : null;
        return key is not null
            ? TypedResults.Ok(KeyView.Of(key))
            : ApiErrors.Conflict("idempotency_key_used",
                "This Idempotency-Key made another key, or one that was revoked. Use a new one for a new key.");
    }

    private static async Task<IResult> RevokeAsync(
        string id, CallerIdentity caller, GatewayDbContext db, OutsideIssuers issuers,
        [FromKeyedServices(GatewayRegistration.Name)] AuditTrail audit, TimeProvider time, CancellationToken cancellationToken)
    {
        var key = await db.ApiKeys.SingleOrDefaultAsync(
            row => row.Id == id && row.TenantId == caller.TenantId && row.RevokedAt == null, cancellationToken);
        if (key is null)
        {
            return ApiErrors.NotFound("api_key_not_found", "This tenant has no such key. GET /v1/api-keys lists them.");
        }

        if (key.RoleList.Contains(Roles.Operator)
            && await OperatorProblemAsync(caller, db, issuers, cancellationToken) is { } problem)
        {
            return problem;
        }

        if (!await audit.TryRecordAsync(caller, "api_key.revoked", key.Id, cancellationToken))
        {
            return AuditTrail.Unavailable;
        }

        key.RevokedAt = time.GetUtcNow().TruncateToMicroseconds();
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>An operator's key is of the whole installation, although it lies in one tenant; and one must be left.</summary>
    private static async Task<IResult?> OperatorProblemAsync(
        CallerIdentity caller, GatewayDbContext db, OutsideIssuers issuers, CancellationToken cancellationToken)
    {
        if (!caller.Roles.Contains(Roles.Operator))
        {
            return ApiErrors.Forbidden("operator_required", "This key is an operator's. Only an operator may revoke it.");
        }

        if (issuers.MakeOperators)
        {
            return null;
        }

        var active = await db.ApiKeys.AsNoTracking().Where(row => row.RevokedAt == null && row.Roles.Contains(Roles.Operator))
            .Take(2).CountAsync(cancellationToken);
        return active > 1 ? null : ApiErrors.Conflict(
            "last_operator_key", "This is the last key of an operator. Make another one first: nobody else could.");
    }

    internal static ApiKey NewRow(
        string tenantId, string name, IEnumerable<string> roles, string secret, TimeProvider time) => new()
        {
            Id = Ids.New("key", time),
            TenantId = tenantId,
            Name = name,
            Hash = ApiKeySecret.HashOf(secret),
            Roles = string.Join(' ', roles.Distinct(StringComparer.Ordinal)),
            CreatedAt = time.GetUtcNow().TruncateToMicroseconds(),
        };
}
