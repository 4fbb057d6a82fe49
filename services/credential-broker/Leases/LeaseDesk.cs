using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Audit;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Providers;
using CauseFlow.CredentialBroker.Scopes;
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
        var grants = new List<ISessionGranted>();
        var (joined, missing) = await SelectAsync(request, cancellationToken);
        foreach (var (integration, join) in joined)
        {
            accesses.Add(await GrantAsync(request, integration, join, grants, cancellationToken) with
            {
                JoinedBy = join.Reason, JoinedThrough = join.Through,
            });
        }

        accesses.AddRange(missing.Select(AccessAnswers.Unknown));
        var decided = accesses.Count > 0 ? AccessAnswers.Of(request, accesses) : AccessAnswers.NothingConnected(request, clouds);
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

    private async Task<(List<(Integration Integration, Join Join)> Joined, IEnumerable<string> Missing)> SelectAsync(
        InvestigationRequested request, CancellationToken cancellationToken)
    {
        var connected = await db.Integrations.AsNoTracking()
            .Where(x => x.TenantId == request.TenantId && x.Status != IntegrationStatus.Disconnected)
            .ToDictionaryAsync(x => x.Id, cancellationToken);
        var joins = JoinRule.Choose(
            request, RequestScope.AccountsOf(request, clouds), connected.Values.Select(JoinCandidate.Of));
        var joined = joins.Select(join => (Integration: connected[join.IntegrationId], Join: join)).ToList();

        // A follow-up names sources, and a cloud that has none of them has nothing to say: it is not asked again.
        var asked = joined.FindAll(x => HasAny(x.Integration, request.Sources));
        return (
            asked.Count > 0 ? asked : joined,
            (request.Scope?.IntegrationIds ?? []).Distinct().Where(id => !connected.ContainsKey(id)));
    }

    /// <summary>Who joins without alarm and resources looks for the service by its name.</summary>
    private static string[] HintsOf(Join join) =>
        join is { Reason: not JoinReason.OwnAccount, Service: { } service } ? [service] : [];

    private bool HasAny(Integration integration, IReadOnlyList<string>? sources) =>
        sources is null || clouds.Of(integration.Provider).PlansFor(LeasePurpose.Investigation, null)
            .Any(plan => sources.Contains(plan.Source));

    private async Task<IntegrationAccess> GrantAsync(
        InvestigationRequested request, Integration integration, Join join, List<ISessionGranted> grants,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().TruncateToMicroseconds();

        // A sender whose clock is ahead, or who lies, gets no lease that lives longer.
        var requestedAt = request.RequestedAt < now ? request.RequestedAt : now;
        var expiresAt = (requestedAt + options.Value.LeaseLifetime).TruncateToMicroseconds();
        if (expiresAt <= now)
        {
            return AccessAnswers.Refused(request, integration, RefusalReason.LeaseClosed,
                "The request is older than a lease may be.", "Start the investigation again.");
        }

        if (integration.IsHeld)
        {
            return AccessAnswers.Refused(request, integration, RefusalReason.OverPrivileged,
                integration.Excess == ExcessVerdict.Found
                    ? $"{integration.Name} may do more than read, and no admin has confirmed that."
                    : $"Whether {integration.Name} may do more than read is not known: no connection test has told yet.",
                integration.Excess == ExcessVerdict.Found
                    ? ExcessRule.Remedy : $"Test it: POST /v1/integrations/{integration.Id}/test. {ExcessRule.Remedy}");
        }

        var cloud = clouds.Of(integration.Provider);
        string[] hints = [.. request.Scope?.Hints ?? [], .. HintsOf(join)];
        var choice = cloud.TargetOf(request, integration, hints);
        if (choice.Target is not { } target)
        {
            return AccessAnswers.Refused(
                request, integration, choice.Refusal!.Reason, choice.Refusal.Message, choice.Refusal.Remedy);
        }

        var lease = new Lease
        {
            Id = Ids.New("lea", time), TenantId = request.TenantId, InvestigationId = request.InvestigationId,
            Pass = request.Pass, IntegrationId = integration.Id, Purpose = LeasePurpose.Investigation,
            Collector = cloud.Collector, Target = target, Window = request.Window,
            Sources = request.Sources, CreatedAt = now, ExpiresAt = expiresAt,
        };
        db.Leases.Add(lease);
        grants.Add(tokens.GrantOf(lease));
        await RecordAsync(request, "lease.granted", lease.Id, new()
        {
            ["investigationId"] = request.InvestigationId, ["pass"] = $"{request.Pass}",
            ["integrationId"] = integration.Id, ["joinedBy"] = $"{join.Reason}", ["expiresAt"] = expiresAt.ToString("O"),
        }, cancellationToken);
        return new IntegrationAccess
        {
            IntegrationId = integration.Id, Provider = integration.Provider,
            Account = AccessAnswers.AccountOf(request, integration), LeaseId = lease.Id, LeaseExpiresAt = expiresAt,
            Permissions =
            [
                .. cloud.PlansFor(lease.Purpose, lease.Sources).SelectMany(plan => plan.Calls).Select(call => call.Permission)
                    .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            ],
            SessionName = cloud.SessionNameOf(lease),
        };
    }

    /// <summary>
    /// The same decision and the same tokens again; a lease that closed meanwhile is refused instead.
    /// </summary>
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
