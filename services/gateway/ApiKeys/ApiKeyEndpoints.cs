using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Audit;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Gateway.ApiKeys;

internal static class ApiKeyEndpoints
{
    private const int MaxKeysPerTenant = 500;

    public static void MapApiKeys(this IEndpointRouteBuilder admins)
    {
        admins.MapGet("/v1/api-keys", ListAsync);
        admins.MapPost("/v1/api-keys", CreateAsync);
        admins.MapDelete("/v1/api-keys/{id}", RevokeAsync);
    }

    private static async Task<Page<KeyView>> ListAsync(
        CallerIdentity caller, GatewayDbContext db, CancellationToken cancellationToken)
    {
        var keys = await db.ApiKeys.AsNoTracking()
            .Where(key => key.TenantId == caller.TenantId && key.RevokedAt == null)
            .OrderBy(key => key.CreatedAt).Take(MaxKeysPerTenant).ToListAsync(cancellationToken);
        return new Page<KeyView>([.. keys.Select(KeyView.Of)]);
    }

    private static async Task<IResult> CreateAsync(
        NewKey request, CallerIdentity caller, GatewayDbContext db,
        [FromKeyedServices(GatewayRegistration.Name)] AuditTrail audit, TimeProvider time, CancellationToken cancellationToken)
    {
        var name = request.Name?.Trim() ?? string.Empty;
        var roles = request.Roles ?? [];
        if (Problem(name, roles, caller) is { } problem)
        {
            return problem;
        }

        var count = await db.ApiKeys.CountAsync(
            key => key.TenantId == caller.TenantId && key.RevokedAt == null, cancellationToken);
        if (count >= MaxKeysPerTenant)
        {
            return ApiErrors.Conflict("too_many_api_keys", "The tenant has 500 keys. Revoke one that is not used.");
        }

        var secret = ApiKeySecret.Create();
        var key = NewRow(caller.TenantId, name, roles, secret, time);
        if (!await audit.TryRecordAsync(caller, "api_key.created", key.Id, cancellationToken))
        {
            return AuditTrail.Unavailable;
        }

        db.Add(key);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Created($"/v1/api-keys/{key.Id}", KeyView.Of(key) with { Key = secret });
    }

    private static async Task<IResult> RevokeAsync(
        string id, CallerIdentity caller, GatewayDbContext db,
        [FromKeyedServices(GatewayRegistration.Name)] AuditTrail audit, TimeProvider time, CancellationToken cancellationToken)
    {
        var key = await db.ApiKeys.SingleOrDefaultAsync(
            row => row.Id == id && row.TenantId == caller.TenantId && row.RevokedAt == null, cancellationToken);
        if (key is null)
        {
            return ApiErrors.NotFound("api_key_not_found", "This tenant has no such key.");
        }

        if (!await audit.TryRecordAsync(caller, "api_key.revoked", key.Id, cancellationToken))
        {
            return AuditTrail.Unavailable;
        }

        key.RevokedAt = time.GetUtcNow().TruncateToMicroseconds();
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
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

    private static IResult? Problem(string name, IReadOnlyList<string> roles, CallerIdentity caller)
    {
        var details = new List<ApiErrorDetail>();
        if (name.Length is 0 or > ApiKey.MaxNameLength)
        {
            details.Add(new ApiErrorDetail { Field = "name", Message = "1 to 100 characters." });
        }

        if (roles.Count == 0 || roles.Any(role => !Roles.All.Contains(role)))
        {
            details.Add(new ApiErrorDetail { Field = "roles", Message = "One or more of member, admin, ingest, operator." });
        }

        if (details.Count > 0)
        {
            return ApiErrors.BadRequest("invalid_request", "The key was not made; see details.", details);
        }

        // An admin rules one tenant, an operator the installation: the one may not make the other.
        return roles.Contains(Roles.Operator) && !caller.Roles.Contains(Roles.Operator)
            ? ApiErrors.Forbidden("role_not_grantable", "Only an operator can make a key with the role operator.")
            : null;
    }

    internal sealed record NewKey(string? Name, IReadOnlyList<string>? Roles);

    internal sealed record KeyView
    {
        public required string Id { get; init; }
        public required string Name { get; init; }
        public required IReadOnlyList<string> Roles { get; init; }
        public required DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset? LastUsedAt { get; init; }

        /// <summary>Only in the answer to the request that made it.</summary>
        public string? Key { get; init; }

        public static KeyView Of(ApiKey key) => new()
        {
            Id = key.Id,
            Name = key.Name,
            Roles = key.RoleList,
            CreatedAt = key.CreatedAt,
            LastUsedAt = key.LastUsedAt,
        };

        public override string ToString() => $"KeyView {{ Id = {Id}, Key = [redacted] }}";
    }
}
