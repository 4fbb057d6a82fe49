using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Audit;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Providers;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>
/// Decides which integrations an investigation may use. Works on the caller's context; the caller sends what is answered and
/// commits.
/// </summary>
public sealed class LeaseDesk(
    BrokerDbContext db, AuditLog audit, SessionTokens tokens, CloudAccesses clouds, IOptions<LeaseOptions> options,
    TimeProvider time)
{
    private const string Actor = "credential-broker";

    /// <summary>Grants, refuses, or sends again what was granted; null when the pass has ended already.</summary>
    public async Task<LeaseDecision?> DecideAsync(InvestigationRequested request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var pass = await db.Passes.FindAsync([request.InvestigationId, request.Pass], cancellationToken);
        if (pass is null)
        {
            return await DecideFirstAsync(request, cancellationToken);
        }

        // Ids are random, but a message of another tenant must not get hold of this tenant's leases.
        return pass.EndedAt is not null || pass.TenantId != request.TenantId
            ? null
            : await RepeatAsync(pass, cancellationToken);
    }

    private async Task<LeaseDecision> DecideFirstAsync(
        InvestigationRequested request, CancellationToken cancellationToken)
    {
        var accesses = new List<IntegrationAccess>();
        var grants = new List<AwsSessionGranted>();
        var (integrations, missing) = await SelectAsync(request, cancellationToken);
        foreach (var integration in integrations)
        {
            accesses.Add(await GrantAsync(request, integration, grants, cancellationToken));
        }

        accesses.AddRange(missing.Select(AccessAnswers.Unknown));
        var decided = accesses.Count > 0 ? AccessAnswers.Of(request, accesses) : AccessAnswers.NothingConnected(request);
        db.Passes.Add(new InvestigationPass
        {
            InvestigationId = request.InvestigationId, Pass = request.Pass, TenantId = request.TenantId, Decision = decided,
        });
        if (grants.Count == 0)
        {
            await RecordAsync(request, "access.refused", request.InvestigationId, new()
            {
                ["pass"] = $"{request.Pass}",
                ["reason"] = $"{decided.Reason ?? accesses.FirstOrDefault()?.Reason}",
            }, cancellationToken);
        }

        return new LeaseDecision(decided, grants);
    }

    private async Task<(List<Integration> Found, IEnumerable<string> Missing)> SelectAsync(
        InvestigationRequested request, CancellationToken cancellationToken)
    {
        var connected = db.Integrations.AsNoTracking()
            .Where(x => x.TenantId == request.TenantId && x.ActiveAccount != null && x.Provider == CloudProvider.Aws);
        if (request.Scope?.IntegrationIds is { Count: > 0 } ids)
        {
            var found = await connected.Where(x => ids.Contains(x.Id)).OrderBy(x => x.Id).ToListAsync(cancellationToken);
            return (found, ids.Distinct().Except(found.Select(x => x.Id)));
        }

        var accounts = RequestScope.AccountsOf(request);
        return (await connected.Where(x => accounts.Contains(x.ActiveAccount!)).OrderBy(x => x.Id)
            .ToListAsync(cancellationToken), []);
    }

    private async Task<IntegrationAccess> GrantAsync(
        InvestigationRequested request, Integration integration, List<AwsSessionGranted> grants,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().TruncateToMicroseconds();

        // A sender whose clock is ahead, or who lies, gets no lease that lives longer.
        var requestedAt = request.RequestedAt < now ? request.RequestedAt : now;
        var expiresAt = (requestedAt + options.Value.LeaseLifetime).TruncateToMicroseconds();
        if (expiresAt <= now)
        {
            return AccessAnswers.Refused(integration, RefusalReason.LeaseClosed,
                "The request is older than a lease may be.", "Start the investigation again.");
        }

        var region = request.Alarm?.Account == integration.Account ? request.Alarm.Region : null;
        if (region is not null && !integration.Regions.Contains(region))
        {
            return AccessAnswers.Refused(integration, RefusalReason.NotConnected,
                $"The alarm is in {region}, which is not among the regions of {integration.Name}.",
                $"Connect account {integration.Account} again with {region} among its regions.");
        }

        if (OutsideOf(request, integration) is { } outside)
        {
            return AccessAnswers.Refused(integration, RefusalReason.NotConnected,
                $"The resource is in {outside}, which is not among the regions of {integration.Name}.",
                $"Connect account {integration.Account} again with the resource's region, or name another resource.");
        }

        var lease = new Lease
        {
            Id = Ids.New("lea", time), TenantId = request.TenantId, InvestigationId = request.InvestigationId,
            Pass = request.Pass, IntegrationId = integration.Id, Purpose = LeasePurpose.Investigation,
            Collector = clouds.Of(integration.Provider).Collector, Target = TargetOf(request, integration, region), Window = request.Window,
            Sources = request.Sources, CreatedAt = now, ExpiresAt = expiresAt,
        };
        db.Leases.Add(lease);
        grants.Add(tokens.GrantOf(lease));
        await RecordAsync(request, "lease.granted", lease.Id, new()
        {
            ["investigationId"] = request.InvestigationId, ["pass"] = $"{request.Pass}",
            ["integrationId"] = integration.Id, ["expiresAt"] = expiresAt.ToString("O"),
        }, cancellationToken);
        return new IntegrationAccess
        {
            IntegrationId = integration.Id, Provider = integration.Provider, Account = integration.Account,
            LeaseId = lease.Id, LeaseExpiresAt = expiresAt,
        };
    }

    /// <summary>The same decision and the same tokens again; a lease that closed meanwhile is refused instead.</summary>
    private async Task<LeaseDecision> RepeatAsync(InvestigationPass pass, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var leases = await db.Leases.AsNoTracking()
            .Where(x => x.InvestigationId == pass.InvestigationId && x.Pass == pass.Pass)
            .OrderBy(x => x.Id).ToListAsync(cancellationToken);
        var open = leases.Where(x => x.IsOpen(now)).ToList();
        var accesses = pass.Decision!.Integrations.Select(access =>
            access.LeaseId is null || open.Exists(x => x.Id == access.LeaseId)
                ? access
                : access with
                {
                    LeaseId = null, LeaseExpiresAt = null, Reason = RefusalReason.LeaseClosed,
                    Message = "The lease closed before the investigation went on.",
                    Remedy = "Start the investigation again.",
                });
        return new LeaseDecision(
            pass.Decision with { Integrations = accesses.ToList() }, open.ConvertAll(tokens.GrantOf));
    }

    private static CollectionTarget TargetOf(InvestigationRequested request, Integration integration, string? region) =>
        new()
        {
            Alarm = request.Alarm?.Account == integration.Account ? request.Alarm : null,
            Resources = ResourcesOf(request, integration, region is null ? integration.Regions : [region]),
            Accounts = [integration.Account],
            Regions = region is null ? integration.Regions : [region],
            Hints = [.. request.Scope?.Hints ?? [], .. integration.LogGroups],
        };

    /// <summary>Only what lies within the integration: the rest is not this lease's to look at.</summary>
    private static List<ResourceRef> ResourcesOf(
        InvestigationRequested request, Integration integration, IReadOnlyList<string> regions) =>
        [
            .. RequestScope.ResourcesOf(request).Where(x => x.Account == integration.Account
                && RequestScope.AccountOf(x) == integration.Account && x.Region is { } it && regions.Contains(it)),
        ];

    /// <summary>
    /// Where the resources lie that alone have led to this integration, if none of them is within its regions: a lease
    /// would have nothing to look at.
    /// </summary>
    private static string? OutsideOf(InvestigationRequested request, Integration integration)
    {
        if (request.Scope?.IntegrationIds is { Count: > 0 } || request.Alarm?.Account == integration.Account)
        {
            return null;
        }

        var regions = RequestScope.ResourcesOf(request).Where(x => RequestScope.AccountOf(x) == integration.Account)
            .Select(x => x.Region).Distinct(StringComparer.Ordinal).ToList();
        return regions.Exists(integration.Regions.Contains)
            ? null
            : string.Join(", ", regions.Select(region => string.IsNullOrEmpty(region) ? "no region" : region));
    }

    /// <summary>The broker is who decides; the record names who wanted it as well, where a person did.</summary>
    private async Task RecordAsync(
        InvestigationRequested request, string action, string subject, Dictionary<string, string> details,
        CancellationToken cancellationToken)
    {
        if (request.RequestedBy is { } person)
        {
            details["requestedBy"] = person;
        }

        await audit.AppendAsync(
            new AuditEntry
            {
                TenantId = request.TenantId, Actor = Actor, Action = action, Subject = subject, Details = details,
            },
            cancellationToken);
    }
}
