using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Credentials;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.CredentialBroker.Providers;
using CauseFlow.CredentialBroker.Providers.Aws;
using CauseFlow.CredentialBroker.Providers.Azure;
using CauseFlow.CredentialBroker.Providers.Gcp;
using CauseFlow.Secrets;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>The public API of connected accounts.</summary>
public static class IntegrationEndpoints
{
    /// <summary>Maps <c>/v1/integrations</c>.</summary>
    public static void MapIntegrations(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapApi("credential-broker");
        MapReading(api);
        MapChanging(api);
        AwsEndpoints.Map(api);
        AzureEndpoints.Map(api);
        GcpEndpoints.Map(api);
    }

    private static void MapReading(RouteGroupBuilder api)
    {
        api.MapGet("/v1/integrations", ListAsync).RequireRoles(Roles.Member)
            .WithName("listIntegrations").WithSummary("Connected accounts with their status and last test.")
            .Produces<Page<IntegrationView>>().Produces<ApiError>(StatusCodes.Status400BadRequest);
        api.MapGet("/v1/integrations/{id}", GetAsync).RequireRoles(Roles.Member)
            .WithName("getIntegration").WithSummary("One account with every permission that its last test tried.")
            .Produces<IntegrationView>().Produces<ApiError>(StatusCodes.Status404NotFound);
        api.MapGet("/v1/integrations/{id}/leases", LeasesAsync).RequireRoles(Roles.Member)
            .WithName("listIntegrationLeases")
            .WithSummary("When sessions were given out, for which investigation, and what they could spend.")
            .Produces<Page<LeaseView>>().Produces<ApiError>(StatusCodes.Status400BadRequest)
            .Produces<ApiError>(StatusCodes.Status404NotFound);
    }

    private static void MapChanging(RouteGroupBuilder api)
    {
        api.MapPost("/v1/integrations/{id}/test", TestAsync).RequireRoles(Roles.Admin)
            .WithName("testIntegration")
            .WithSummary("Tries the principal and every permission, and lists all that is missing or too much at once.")
            .Produces<IntegrationView>().Produces<IntegrationView>(StatusCodes.Status202Accepted)
            .Produces<ApiError>(StatusCodes.Status404NotFound);
        api.MapPost("/v1/integrations/{id}/rotate-external-id", RotateAsync).RequireRoles(Roles.Admin)
            .WithName("rotateExternalId")
            .WithSummary("Makes a new external id; roles may keep the old one until they take the new one, at most 7 days.")
            .Produces<IntegrationView>().Produces<ApiError>(StatusCodes.Status404NotFound)
            .Produces<ApiError>(StatusCodes.Status409Conflict);
        api.MapPatch("/v1/integrations/{id}", ChangeAsync).RequireRoles(Roles.Admin)
            .WithName("changeIntegration").WithSummary("Changes name, tags, links and what the integration's cloud has; a new secret is tried before it is kept.")
            .Produces<IntegrationView>().Produces<ApiError>(StatusCodes.Status400BadRequest)
            .Produces<ApiError>(StatusCodes.Status404NotFound).Produces<ApiError>(StatusCodes.Status409Conflict)
            .Produces<ApiError>(StatusCodes.Status422UnprocessableEntity);
        api.MapDelete("/v1/integrations/{id}", DisconnectAsync).RequireRoles(Roles.Admin)
            .WithName("disconnectIntegration").WithSummary("Disconnects an account and closes its leases.")
            .Produces(StatusCodes.Status204NoContent).Produces<ApiError>(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync(
        CallerIdentity caller, BrokerDbContext db, TimeProvider time, int? limit, string? cursor,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var size = PageCursor.SizeOf(limit);
        if (!PageCursor.TryRead(cursor, out string? after))
        {
            return PageCursor.Invalid;
        }

        var rows = await db.Integrations.AsNoTracking()
            .Where(x => x.TenantId == caller.TenantId && (after == null || string.Compare(x.Id, after) > 0))
            .OrderBy(x => x.Id).Take(size + 1).ToListAsync(cancellationToken);
        var items = rows.Take(size).Select(row => IntegrationView.InList(row, now)).ToList();
        return Results.Ok(new Page<IntegrationView>(items, rows.Count > size ? PageCursor.Write([items[^1].Id]) : null));
    }

    private static async Task<IResult> GetAsync(
        string id, CallerIdentity caller, BrokerDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var row = await db.Integrations.AsNoTracking()
            .FirstOrDefaultAsync(x => x.Id == id && x.TenantId == caller.TenantId, cancellationToken);
        return row is null ? NotFound : Results.Ok(IntegrationView.Of(row, time.GetUtcNow()));
    }

    private static async Task<IResult> LeasesAsync(
        string id, CallerIdentity caller, BrokerDbContext db, string? investigationId, int? limit, string? cursor,
        CancellationToken cancellationToken)
    {
        if (!await db.Integrations.AnyAsync(x => x.Id == id && x.TenantId == caller.TenantId, cancellationToken))
        {
            return NotFound;
        }

        if (!PageCursor.TryRead(cursor, out string? before))
        {
            return PageCursor.Invalid;
        }

        var size = PageCursor.SizeOf(limit);
        var rows = await db.Leases.AsNoTracking()
            .Where(x => x.IntegrationId == id && x.TenantId == caller.TenantId && (before == null || string.Compare(x.Id, before) < 0))
            .Where(x => investigationId == null || x.InvestigationId == investigationId)
            .OrderByDescending(x => x.Id).Take(size + 1).ToListAsync(cancellationToken);
        var ids = rows.ConvertAll(x => x.Id);
        var runs = await db.Runs.AsNoTracking().Where(x => ids.Contains(x.LeaseId)).ToListAsync(cancellationToken);
        var items = rows.Take(size).Select(lease => LeaseView.Of(lease, runs.Where(x => x.LeaseId == lease.Id))).ToList();
        return Results.Ok(new Page<LeaseView>(items, rows.Count > size ? PageCursor.Write([items[^1].Id]) : null));
    }

    private static async Task<IResult> TestAsync(
        string id, CallerIdentity caller, IntegrationDesk desk, CancellationToken cancellationToken) =>
        await desk.TestAsync(caller.TenantId, caller.Subject, id, cancellationToken) switch
        {
            { Integration: { LastTest.PermissionsPending: true } pending } =>
                Results.Accepted($"/v1/integrations/{id}", pending),
            { } outcome => Results.Ok(outcome.Integration),
            null => NotFound,
        };

    private static async Task<IResult> RotateAsync(
        string id, CallerIdentity caller, IntegrationDesk desk, CancellationToken cancellationToken) =>
        await desk.RotateExternalIdAsync(caller.TenantId, caller.Subject, id, cancellationToken) switch
        {
            { IsRunning: true } => ApiErrors.Conflict("rotation_running",
                "The rotation before is not over: put the external id of GET /v1/integrations/aws/setup into the trust policy of "
                + "every connected role and test each integration, or wait until the old one ends (externalId of each "
                + "integration shows when)."),
            { Integration: { } integration } => Results.Ok(integration),
            _ => NotFound,
        };

    private static async Task<IResult> ChangeAsync(
        string id, ChangeIntegrationRequest request, CallerIdentity caller, BrokerDbContext db, ChangeDesk desk,
        CredentialDesk credentials, CloudAccesses clouds, CancellationToken cancellationToken)
    {
        var row = await db.Integrations.AsNoTracking()
            .FirstOrDefaultAsync(x => x.Id == id && x.TenantId == caller.TenantId, cancellationToken);
        if (row is not { IsConnected: true })
        {
            return NotFound;
        }

        try
        {
            var opened = await credentials.OpenAsync(
                caller.TenantId, request.CredentialId, row.Provider, request.ChangesAccess, cancellationToken);
            if (opened.Problem is { } problem)
            {
                return problem;
            }

            var change = request.With(opened, row.Provider);
            if (clouds.Of(row.Provider).Check(change, row) is { Count: > 0 } errors)
            {
                return ApiErrors.BadRequest("invalid_input", "Correct the fields named in details.", errors);
            }

            return await desk.ChangeAsync(caller.TenantId, caller.Subject, id, change, cancellationToken) is { } outcome
                ? IntegrationAnswers.Changed(outcome)
                : NotFound;
        }
        catch (KeyUnavailableException e)
        {
            return IntegrationAnswers.Refused(SecretRefusals.OfMissingKey(e));
        }
    }

    private static async Task<IResult> DisconnectAsync(
        string id, CallerIdentity caller, IntegrationDesk desk, CancellationToken cancellationToken) =>
        await desk.DisconnectAsync(caller.TenantId, caller.Subject, id, cancellationToken)
            ? Results.NoContent()
            : NotFound;

    private static IResult NotFound => ApiErrors.NotFound(
        "integration_not_found", "There is no such integration. GET /v1/integrations lists them.");
}
