using CauseFlow.CredentialBroker.Providers.Aws;
using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>The public API of connected accounts.</summary>
public static class IntegrationEndpoints
{
    private const int MaxPage = 100;

    /// <summary>Maps <c>/v1/integrations</c>.</summary>
    public static void MapIntegrations(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapApi("credential-broker");
        api.MapGet("/v1/integrations", ListAsync).RequireRoles(Roles.Member);
        api.MapGet("/v1/integrations/{id}", GetAsync).RequireRoles(Roles.Member);
        api.MapGet("/v1/integrations/aws/setup", SetupAsync).RequireRoles(Roles.Admin);
        api.MapPost("/v1/integrations/aws/connect", ConnectAsync).RequireRoles(Roles.Admin);
        api.MapPost("/v1/integrations/{id}/test", TestAsync).RequireRoles(Roles.Admin);
        api.MapDelete("/v1/integrations/{id}", DisconnectAsync).RequireRoles(Roles.Admin);
    }

    private static async Task<IResult> ListAsync(
        CallerIdentity caller, BrokerDbContext db, int? limit, string? cursor, CancellationToken cancellationToken)
    {
        var size = Math.Clamp(limit ?? 20, 1, MaxPage);
        var after = "";
        if (cursor is not null && (after = PageCursor.Read(cursor)) is null)
        {
            return ApiErrors.BadRequest("invalid_cursor", "Use the cursor of the page before.");
        }

        var rows = await db.Integrations.AsNoTracking()
            .Where(x => x.TenantId == caller.TenantId && string.Compare(x.Id, after) > 0)
            .OrderBy(x => x.Id).Take(size + 1).ToListAsync(cancellationToken);
        var items = rows.Take(size).Select(IntegrationView.Of).ToList();
        return Results.Ok(new Page<IntegrationView>(items, rows.Count > size ? PageCursor.Write(items[^1].Id) : null));
    }

    private static async Task<IResult> GetAsync(
        string id, CallerIdentity caller, BrokerDbContext db, CancellationToken cancellationToken)
    {
        var row = await db.Integrations.AsNoTracking()
            .FirstOrDefaultAsync(x => x.Id == id && x.TenantId == caller.TenantId, cancellationToken);
        return row is null ? NotFound : Results.Ok(IntegrationView.Of(row));
    }

    private static async Task<IResult> SetupAsync(
        CallerIdentity caller, IntegrationDesk desk, HttpContext context, string? partition,
        CancellationToken cancellationToken)
    {
        // The external id is a secret: no cache may keep it.
        context.Response.Headers.CacheControl = "no-store";
        return await desk.SetupAsync(caller.TenantId, partition ?? "aws", cancellationToken) is { } setup
            ? Results.Ok(setup)
            : ApiErrors.Unprocessable("partition_not_configured", "This installation has no principal in that partition.",
                RefusalReason.PartitionNotConfigured, "The operator sets Aws:PrincipalArn:<partition>.");
    }

    private static async Task<IResult> ConnectAsync(
        ConnectAwsRequest request, CallerIdentity caller, IntegrationDesk desk, CancellationToken cancellationToken)
    {
        if (ConnectAwsValidation.Check(request) is { Count: > 0 } errors)
        {
            return ApiErrors.BadRequest("invalid_input", "Correct the fields named in details.", errors);
        }

        var outcome = await desk.ConnectAsync(caller.TenantId, caller.Subject, request, cancellationToken);
        return outcome switch
        {
            { AlreadyConnected: true } => ApiErrors.Conflict("already_connected",
                "This account is connected. Disconnect it first, or test the existing integration."),
            { Refusal: { } refusal } => Refused(refusal),
            _ => Results.Created($"/v1/integrations/{outcome.Integration!.Id}", outcome.Integration),
        };
    }

    private static async Task<IResult> TestAsync(
        string id, CallerIdentity caller, IntegrationDesk desk, CancellationToken cancellationToken) =>
        await desk.TestAsync(caller.TenantId, caller.Subject, id, cancellationToken) is { } outcome
            ? Results.Ok(outcome.Integration)
            : NotFound;

    private static async Task<IResult> DisconnectAsync(
        string id, CallerIdentity caller, IntegrationDesk desk, CancellationToken cancellationToken) =>
        await desk.DisconnectAsync(caller.TenantId, caller.Subject, id, cancellationToken)
            ? Results.NoContent()
            : NotFound;

    private static IResult Refused(Refusal refusal) => ApiErrors.Unprocessable(
        refusal.Reason == RefusalReason.PartitionNotConfigured ? "partition_not_configured" : "access_refused",
        refusal.Message, refusal.Reason, refusal.Remedy);

    private static IResult NotFound => ApiErrors.NotFound(
        "integration_not_found", "There is no such integration. GET /v1/integrations lists them.");
}
