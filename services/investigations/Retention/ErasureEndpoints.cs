using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Investigations.Retention;

/// <summary>What an administrator asks for when an account is to leave no trace.</summary>
internal static class ErasureEndpoints
{
    public static void MapErasure(this RouteGroupBuilder api) =>
        api.MapDelete("/v1/integrations/{id}/evidence", EraseAsync).RequireRoles(Roles.Admin).Describe<ErasedEvidence>(
            "eraseEvidence", "Deletes the evidence of ended investigations that an integration took part in; at most "
            + $"{EvidenceErasure.MaxAtOnce} at once.", 200, 400, 404, 503);

    private static async Task<IResult> EraseAsync(
        CallerIdentity caller, string id, EvidenceErasure erasure, CaseAudit audit, CancellationToken cancellationToken)
    {
        if (!Ids.IsValid(id, "int"))
        {
            return ApiErrors.BadRequest("invalid_input", "This is not the id of an integration.");
        }

        // The integration itself may be gone already: what it has left behind is what is asked for.
        if (!await erasure.KnowsAsync(caller.TenantId, id, cancellationToken))
        {
            return ApiErrors.NotFound("integration_not_found", "No investigation has read anything with this integration.");
        }

        return await audit.RecordAsync(caller, "evidence.erased", id, new Dictionary<string, string>(), cancellationToken)
            ?? Results.Ok(await erasure.EraseAsync(caller.TenantId, id, cancellationToken));
    }
}
