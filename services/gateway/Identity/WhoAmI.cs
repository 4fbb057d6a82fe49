using CauseFlow.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Gateway.Identity;

/// <summary>Says who is asking: what a page and a command line show, and choose by what to offer.</summary>
internal static class WhoAmI
{
    public static void MapWhoAmI(this IEndpointRouteBuilder everybody) =>
        everybody.MapGet("/v1/whoami", AnswerAsync).WithName("whoAmI")
            .WithSummary("Says who is asking: tenant, roles, and the key or the token that was shown")
            .WithDescription("For every key and every token that is let in, whatever its roles.").Produces<CallerView>();

    private static async Task<IResult> AnswerAsync(
        CallerIdentity caller, HttpContext context, GatewayDbContext db, CancellationToken cancellationToken)
    {
        var tenant = await db.Tenants.AsNoTracking().Where(row => row.Id == caller.TenantId).Select(row => row.Name)
            .FirstOrDefaultAsync(cancellationToken);
        var key = await db.ApiKeys.AsNoTracking().FirstOrDefaultAsync(
            row => row.Id == caller.Subject && row.TenantId == caller.TenantId, cancellationToken);

        // It may change with the next key or token: no cache keeps it.
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new CallerView
        {
            Subject = caller.Subject,
            TenantId = caller.TenantId,
            TenantName = tenant,
            Roles = [.. Roles.All.Where(caller.Roles.Contains)],
            KeyName = key?.Name,
            ExpiresAt = key is null
                ? context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc : null,
        });
    }

    /// <summary>Who is asking.</summary>
    internal sealed record CallerView
    {
        /// <summary>The key's id, or the subject of the token.</summary>
        public required string Subject { get; init; }

        public required string TenantId { get; init; }

        /// <summary>Null for a tenant that only an identity provider names.</summary>
        public string? TenantName { get; init; }

        /// <summary>Those that are granted; admin may also do what a member may.</summary>
        public required IReadOnlyList<string> Roles { get; init; }

        /// <summary>What the key is for; null for a token.</summary>
        public string? KeyName { get; init; }

        /// <summary>When the token ends; null for a key, which is good until it is revoked.</summary>
        public DateTimeOffset? ExpiresAt { get; init; }
    }
}
