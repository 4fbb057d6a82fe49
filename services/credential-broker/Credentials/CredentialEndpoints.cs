using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Providers;
using CauseFlow.Secrets;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage.Idempotency;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Credentials;

/// <summary>Where an admin hands a secret in, so that it is not in the request that connects.</summary>
public static class CredentialEndpoints
{
    /// <summary>Maps <c>/v1/credentials</c>.</summary>
    public static void MapCredentials(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapApi("credential-broker");
        api.MapPost("/v1/credentials", StoreAsync).RequireRoles(Roles.Admin)
            .WithName("storeCredential")
            .WithSummary("Seals a client secret of Azure or a document of Google Cloud; the answer never shows it.")
            .WithDescription("Name its id as credentialId when connecting. One that no integration takes is removed. Repeated "
                + "with the same Idempotency-Key and body, it answers 200.")
            .Produces<CredentialView>(StatusCodes.Status201Created).Produces<CredentialView>()
            .Produces<ApiError>(StatusCodes.Status400BadRequest).Produces<ApiError>(StatusCodes.Status409Conflict);
        api.MapGet("/v1/credentials", ListAsync).RequireRoles(Roles.Admin)
            .WithName("listCredentials").WithSummary("Credentials that were handed in, and which integration uses each.")
            .Produces<Page<CredentialView>>().Produces<ApiError>(StatusCodes.Status400BadRequest);
        api.MapDelete("/v1/credentials/{id}", RemoveAsync).RequireRoles(Roles.Admin)
            .WithName("deleteCredential").WithSummary("Removes a credential that no integration uses.")
            .Produces(StatusCodes.Status204NoContent).Produces<ApiError>(StatusCodes.Status404NotFound)
            .Produces<ApiError>(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> StoreAsync(
        NewCredential request, CallerIdentity caller, IdempotencyKey idempotency, CredentialReader reader, CredentialDesk desk,
        CancellationToken cancellationToken)
    {
        var (read, errors) = reader.Read(request);
        if (read is null)
        {
            return ApiErrors.BadRequest("invalid_input", "Correct the fields named in details.", errors);
        }

        try
        {
            return await desk.StoreAsync(caller.TenantId, caller.Subject, request, read, idempotency, cancellationToken) switch
            {
                { Credential: { } row, IsRepeated: var repeated } => repeated
                    ? Results.Ok(CredentialView.Of(row, desk.Unused))
                    : Results.Created($"/v1/credentials/{row.Id}", CredentialView.Of(row, desk.Unused)),
                { IsRepeated: true } => ApiErrors.Conflict("idempotency_key_used",
                    "This Idempotency-Key stored another credential, or one that was removed. Use a new one for a new credential."),
                _ => ApiErrors.Conflict("too_many_credentials",
                    $"{CredentialDesk.MaxUnused} credentials wait for an integration. Delete those that are not needed."),
            };
        }
        catch (KeyUnavailableException e)
        {
            return IntegrationAnswers.Refused(SecretRefusals.OfMissingKey(e));
        }
    }

    private static async Task<IResult> ListAsync(
        CallerIdentity caller, BrokerDbContext db, CredentialDesk desk, int? limit, string? cursor,
        CancellationToken cancellationToken)
    {
        if (!PageCursor.TryRead(cursor, out string? after))
        {
            return PageCursor.Invalid;
        }

        var size = PageCursor.SizeOf(limit);
        var rows = await db.Credentials.AsNoTracking()
            .Where(x => x.TenantId == caller.TenantId && (after == null || string.Compare(x.Id, after) > 0))
            .OrderBy(x => x.Id).Take(size + 1).ToListAsync(cancellationToken);
        var items = rows.Take(size).Select(row => CredentialView.Of(row, desk.Unused)).ToList();
        return Results.Ok(new Page<CredentialView>(items, rows.Count > size ? PageCursor.Write([items[^1].Id]) : null));
    }

    private static async Task<IResult> RemoveAsync(
        string id, CallerIdentity caller, CredentialDesk desk, CancellationToken cancellationToken) =>
        await desk.RemoveAsync(caller.TenantId, caller.Subject, id, cancellationToken) switch
        {
            { IsFound: false } => CredentialAnswers.NotFound,
            { UsedBy: { } user } => CredentialAnswers.InUse(user),
            _ => Results.NoContent(),
        };
}
