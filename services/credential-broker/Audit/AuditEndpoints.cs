using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Audit;

/// <summary>Reading, checking and exporting a tenant's chain; and the other services' way to append to it.</summary>
public static class AuditEndpoints
{
    private const int MaxPage = 500;
    private const int MaxDetails = 50;
    private const int MaxNameLength = 100;
    private const int MaxValueLength = 1024;

    /// <summary>Maps <c>/v1/audit</c> and <c>/internal/audit</c>.</summary>
    public static void MapAudit(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapApi("credential-broker");
        api.MapGet("/v1/audit", ListAsync).RequireRoles(Roles.Admin)
            .WithName("listAudit").WithSummary("The tenant's audit records, newest first.")
            .Produces<Page<AuditView>>().Produces<ApiError>(StatusCodes.Status400BadRequest);
        api.MapPost("/v1/audit/verify", VerifyAsync).RequireRoles(Roles.Admin)
            .WithName("verifyAudit").WithSummary("Checks the whole chain, and against a head from the log when one is given.")
            .Produces<AuditVerification>();
        api.MapGet("/v1/audit/export", ExportAsync).RequireRoles(Roles.Admin)
            .WithName("exportAudit").WithSummary("The whole chain, oldest first, one JSON object a line.")
            .Produces<string>(StatusCodes.Status200OK, "application/x-ndjson");
        var services = endpoints.MapInternal(
            "credential-broker", allowedCallers: ["gateway", "ingestion", "investigations"]);
        services.MapPost("/internal/audit", AppendAsync);
    }

    private static async Task<IResult> ListAsync(
        CallerIdentity caller, BrokerDbContext db, [AsParameters] AuditQuery query, CancellationToken cancellationToken)
    {
        if (!PageCursor.TryRead(query.Cursor, out long? cursor))
        {
            return PageCursor.Invalid;
        }

        var (size, before) = (PageCursor.SizeOf(query.Limit, MaxPage), cursor ?? long.MaxValue);
        var rows = await query.Filter(db.AuditRecords.AsNoTracking()
                .Where(x => x.TenantId == caller.TenantId && x.Sequence < before))
            .OrderByDescending(x => x.Sequence).Take(size + 1).ToListAsync(cancellationToken);
        var items = rows.Take(size).Select(AuditView.Of).ToList();
        return Results.Ok(new Page<AuditView>(
            items, rows.Count > size ? PageCursor.Write(items[^1].Sequence) : null));
    }

    private static async Task<IResult> VerifyAsync(
        CallerIdentity caller, AuditVerifier verifier, SignedHead? head, CancellationToken cancellationToken) =>
        Results.Ok(await verifier.VerifyAsync(caller.TenantId, head, cancellationToken));

    private static async Task ExportAsync(
        CallerIdentity caller, BrokerDbContext db, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.CacheControl = "no-store";
        var records = db.AuditRecords.AsNoTracking().Where(x => x.TenantId == caller.TenantId)
            .OrderBy(x => x.Sequence).AsAsyncEnumerable();
        await foreach (var record in records.WithCancellation(cancellationToken))
        {
            var line = JsonSerializer.SerializeToUtf8Bytes(AuditView.Of(record), ContractJson.Options);
            await context.Response.Body.WriteAsync(line, cancellationToken);
            await context.Response.Body.WriteAsync("\n"u8.ToArray(), cancellationToken);
        }
    }

    /// <summary>What is cut silently would be missing from the chain, so that too much is refused.</summary>
    private static bool IsWithinBounds(AuditEntry entry) =>
        Ids.IsValid(entry.TenantId, "ten") && entry.Action.Length is > 0 and <= MaxNameLength
        && entry.Actor.Length is > 0 and <= MaxValueLength && entry.Subject.Length <= MaxValueLength
        && (entry.Details is null || (entry.Details.Count <= MaxDetails && entry.Details.All(
            x => x.Key.Length is > 0 and <= MaxNameLength && x.Value is { Length: <= MaxValueLength })));

    private static async Task<IResult> AppendAsync(
        AuditEntry entry, ServiceCaller caller, BrokerTransactions transactions, CancellationToken cancellationToken)
    {
        if (!IsWithinBounds(entry))
        {
            return ApiErrors.BadRequest("invalid_input",
                $"Needs a tenant id, an action and at most {MaxDetails} details; names up to {MaxNameLength} characters, "
                + $"values up to {MaxValueLength}.");
        }

        // Which service said so is proved by its identity, unlike the rest of the entry.
        var details = new Dictionary<string, string>(entry.Details ?? new Dictionary<string, string>())
        {
            ["via"] = caller.Service,
        };
        var record = await transactions.RunAsync(
            async work => await work.Audit.AppendAsync(entry with { Details = details }, cancellationToken),
            cancellationToken);
        return Results.Ok(AuditView.Of(record));
    }
}
