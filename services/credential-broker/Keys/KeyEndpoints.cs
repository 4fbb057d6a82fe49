using CauseFlow.Contracts;
using CauseFlow.Secrets;
using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage;

namespace CauseFlow.CredentialBroker.Keys;

/// <summary>Rotating the key-encryption key, for operators.</summary>
public static class KeyEndpoints
{
    /// <summary>Maps <c>/v1/operations/keys</c>.</summary>
    public static void MapKeys(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapApi("credential-broker");
        api.MapGet("/v1/operations/keys", StatusAsync).RequireRoles(Roles.Operator)
            .WithName("getKeyStatus").WithSummary("The key-encryption keys and how many secrets are under each.")
            .Produces<KeyStatus>();
        api.MapPost("/v1/operations/keys/rotate", RotateAsync).RequireRoles(Roles.Operator)
            .WithName("rotateKeys").WithSummary("Makes a new key-encryption key and moves every secret under it in the background.")
            .Produces<KeyStatus>(StatusCodes.Status202Accepted).Produces<ApiError>(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> StatusAsync(KeyRotation rotation, CancellationToken cancellationToken) =>
        Results.Ok(await rotation.StatusAsync(cancellationToken));

    private static async Task<IResult> RotateAsync(
        CallerIdentity caller, KeyRotation rotation, BrokerTransactions transactions, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if ((await rotation.StatusAsync(cancellationToken)).Remaining > 0)
        {
            return ApiErrors.Conflict("rotation_running",
                "Secrets are still being moved to the current key. GET /v1/operations/keys shows how many remain.");
        }

        try
        {
            await rotation.RotateAsync(
                keyId => transactions.RunAsync(async work =>
                {
                    work.Db.SecretKeys.Add(new SecretKey
                    {
                        KeyId = keyId, FirstSeenAt = time.GetUtcNow().TruncateToMicroseconds(),
                    });
                    return await work.Audit.AppendAsync(new AuditEntry
                    {
                        TenantId = caller.TenantId, Actor = caller.Subject, Action = "keys.rotated", Subject = keyId,
                    }, cancellationToken);
                }, cancellationToken), cancellationToken);
        }
        catch (KeysReadOnlyException)
        {
            return ApiErrors.Conflict("keys_read_only",
                "The key folder is mounted read-only. Add a key file kek-<id>.key (32 random bytes, base64) to the secret, "
                + "then put its id into the file 'current'; secrets move by themselves.");
        }

        return Results.Json(
            await rotation.StatusAsync(cancellationToken), ContractJson.Options, statusCode: StatusCodes.Status202Accepted);
    }
}
