using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Audit;
using CauseFlow.CredentialBroker.Budgets;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>
/// Decides which integrations an investigation may use, and ends what it decided. Works on the caller's context; the
/// caller sends what is answered and commits.
/// </summary>
public sealed class LeaseDesk(
    BrokerDbContext db, AuditLog audit, SessionTokens tokens, QuotaDesk quotas, IOptions<LeaseOptions> options,
    TimeProvider time)
{
    private const string AwsCollector = "collector-aws";
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

    /// <summary>Closes the pass and its leases. Before the request, it leaves a tombstone that refuses the request.</summary>
    public async Task<IReadOnlyList<LeaseClosed>> EndPassAsync(
        string tenantId, string investigationId, int number, LeaseCloseReason reason, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var pass = await db.Passes.FindAsync([investigationId, number], cancellationToken);
        if (pass is null)
        {
            pass = new InvestigationPass { InvestigationId = investigationId, Pass = number, TenantId = tenantId };
            db.Passes.Add(pass);
        }

        if (pass.EndedAt is not null || pass.TenantId != tenantId)
        {
            return [];
        }

        pass.EndedAt = now;
        pass.EndReason = reason;
        pass.Version++;
        var leases = await db.Leases.Where(x => x.InvestigationId == investigationId && x.Pass == number)
            .ToListAsync(cancellationToken);
        return await CloseAsync(leases, reason, now, cancellationToken);
    }

    /// <summary>Closes every open lease on an integration.</summary>
    public async Task<IReadOnlyList<LeaseClosed>> CloseOfIntegrationAsync(
        string integrationId, CancellationToken cancellationToken)
    {
        var leases = await db.Leases.Where(x => x.IntegrationId == integrationId && x.ClosedAt == null)
            .ToListAsync(cancellationToken);
        return await CloseAsync(
            leases, LeaseCloseReason.Disconnected, time.GetUtcNow().TruncateToMicroseconds(), cancellationToken);
    }

    /// <summary>Closes at most <paramref name="limit"/> leases whose time is over.</summary>
    public async Task<IReadOnlyList<LeaseClosed>> CloseExpiredAsync(int limit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var leases = await db.Leases.Where(x => x.ClosedAt == null && x.ExpiresAt <= now)
            .OrderBy(x => x.ExpiresAt).Take(limit).ToListAsync(cancellationToken);
        return await CloseAsync(leases, LeaseCloseReason.Expired, now, cancellationToken);
    }

    /// <summary>
    /// Opens the lease of a connection test over all regions of the integration, and answers its grant. Null while
    /// another one is open: its result is as good.
    /// </summary>
    public async Task<AwsSessionGranted?> GrantTestAsync(
        Integration integration, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(integration);
        if (await db.Leases.AnyAsync(x => x.OpenTestOf == integration.Id, cancellationToken))
        {
            return null;
        }

        var now = time.GetUtcNow().TruncateToMicroseconds();
        var lease = new Lease
        {
            Id = Ids.New("lea", time), TenantId = integration.TenantId, Pass = 1, IntegrationId = integration.Id,
            Purpose = LeasePurpose.ConnectionTest, OpenTestOf = integration.Id, Collector = AwsCollector,
            Target = new CollectionTarget { Resources = [], Accounts = [integration.Account], Regions = integration.Regions },
            CreatedAt = now, ExpiresAt = (now + options.Value.TestLifetime).TruncateToMicroseconds(),
        };
        db.Leases.Add(lease);
        await audit.AppendAsync(new AuditEntry
        {
            TenantId = integration.TenantId, Actor = actor, Action = "lease.granted", Subject = lease.Id,
            Details = new Dictionary<string, string>
            {
                ["purpose"] = $"{lease.Purpose}", ["integrationId"] = integration.Id,
                ["expiresAt"] = lease.ExpiresAt.ToString("O"),
            },
        }, cancellationToken);
        return ToGrant(lease);
    }

    /// <summary>Closes the lease of a test that has reported; null when it is none, of another tenant, or closed.</summary>
    public async Task<LeaseClosed?> EndTestAsync(string tenantId, string leaseId, CancellationToken cancellationToken)
    {
        var lease = await db.Leases.FindAsync([leaseId], cancellationToken);
        if (lease is not { Purpose: LeasePurpose.ConnectionTest } || lease.TenantId != tenantId)
        {
            return null;
        }

        var now = time.GetUtcNow().TruncateToMicroseconds();
        return (await CloseAsync([lease], LeaseCloseReason.Completed, now, cancellationToken)).SingleOrDefault();
    }

    private async Task<IReadOnlyList<LeaseClosed>> CloseAsync(
        IReadOnlyList<Lease> leases, LeaseCloseReason reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var closed = new List<LeaseClosed>();
        // In the order of tenants, whose turns are taken here: two sweeps at once never wait for each other in a circle.
        foreach (var lease in leases.OrderBy(x => x.TenantId, StringComparer.Ordinal))
        {
            if (lease.Close(reason, now) is { } message)
            {
                closed.Add(message);
                if (lease.Purpose == LeasePurpose.ConnectionTest && reason == LeaseCloseReason.Expired)
                {
                    await NoteSilenceAsync(lease, now, cancellationToken);
                }

                await quotas.EndAsync(db, lease.Id, now, cancellationToken);
                await RecordAsync(lease.TenantId, "lease.closed", lease.Id, new()
                {
                    ["purpose"] = $"{lease.Purpose}", ["investigationId"] = lease.InvestigationId ?? "",
                    ["reason"] = reason.ToString(),
                }, cancellationToken);
            }
        }

        return closed;
    }

    /// <summary>A test that nobody answered is a result too: the collector is down or cannot reach the bus.</summary>
    private async Task NoteSilenceAsync(Lease lease, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.Integrations.FindAsync([lease.IntegrationId], cancellationToken) is { ActiveAccount: not null } it)
        {
            it.LastTest = ConnectionTestResult.Failed(now, RefusalReason.ProviderUnreachable,
                "The role can be assumed, but no collector reported on its permissions in time.",
                "Check that collector-aws is running and reaches the bus, then test again.");
            it.Version++;
        }
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

        accesses.AddRange(missing.Select(id => new IntegrationAccess
        {
            IntegrationId = id, Provider = CloudProvider.Generic, Account = "", Reason = RefusalReason.NotConnected,
            Message = $"No integration {id} is connected.",
            Remedy = "Choose a connected integration: GET /v1/integrations lists them.",
        }));
        var decided = accesses.Count > 0 ? Decided(request, accesses) : NothingConnected(request);
        db.Passes.Add(new InvestigationPass
        {
            InvestigationId = request.InvestigationId, Pass = request.Pass, TenantId = request.TenantId, Decision = decided,
        });
        if (grants.Count == 0)
        {
            await RecordAsync(request.TenantId, "access.refused", request.InvestigationId, new()
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
        var expiresAt = (request.RequestedAt + options.Value.LeaseLifetime).TruncateToMicroseconds();
        if (expiresAt <= now)
        {
            return Refused(integration, RefusalReason.LeaseClosed,
                "The request is older than a lease may be.", "Start the investigation again.");
        }

        var region = request.Alarm?.Account == integration.Account ? request.Alarm.Region : null;
        if (region is not null && !integration.Regions.Contains(region))
        {
            return Refused(integration, RefusalReason.NotConnected,
                $"The alarm is in {region}, which is not among the regions of {integration.Name}.",
                $"Connect account {integration.Account} again with {region} among its regions.");
        }

        if (OutsideOf(request, integration) is { } outside)
        {
            return Refused(integration, RefusalReason.NotConnected,
                $"The resource is in {outside}, which is not among the regions of {integration.Name}.",
                $"Connect account {integration.Account} again with the resource's region, or name another resource.");
        }

        var lease = new Lease
        {
            Id = Ids.New("lea", time), TenantId = request.TenantId, InvestigationId = request.InvestigationId,
            Pass = request.Pass, IntegrationId = integration.Id, Purpose = LeasePurpose.Investigation,
            Collector = AwsCollector, Target = TargetOf(request, integration, region), Window = request.Window,
            Sources = request.Sources, CreatedAt = now, ExpiresAt = expiresAt,
        };
        db.Leases.Add(lease);
        grants.Add(ToGrant(lease));
        await RecordAsync(request.TenantId, "lease.granted", lease.Id, new()
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
            pass.Decision with { Integrations = accesses.ToList() }, open.ConvertAll(ToGrant));
    }

    private AwsSessionGranted ToGrant(Lease lease) => new()
    {
        TenantId = lease.TenantId, Purpose = lease.Purpose, InvestigationId = lease.InvestigationId, Pass = lease.Pass,
        IntegrationId = lease.IntegrationId, LeaseId = lease.Id,
        SessionToken = tokens.Create(lease.Id, lease.Collector, lease.IntegrationId),
        ExpiresAt = lease.ExpiresAt, Target = lease.Target, Window = lease.Window, Sources = lease.Sources,
    };

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

    private static IntegrationAccess Refused(
        Integration integration, RefusalReason reason, string message, string remedy) => new()
        {
            IntegrationId = integration.Id, Provider = integration.Provider, Account = integration.Account,
            Reason = reason, Message = message, Remedy = remedy,
        };

    private static AccessDecided Decided(InvestigationRequested request, IReadOnlyList<IntegrationAccess> accesses) => new()
    {
        TenantId = request.TenantId, InvestigationId = request.InvestigationId, Pass = request.Pass,
        Integrations = accesses,
    };

    private static AccessDecided NothingConnected(InvestigationRequested request)
    {
        string[] accounts =
        [
            .. (request.Alarm is { } alarm ? [alarm.Account] : Array.Empty<string>())
                .Concat((request.Scope?.Resources ?? []).Select(RequestScope.AccountOf))
                .Distinct(StringComparer.Ordinal).Take(10),
        ];
        return Decided(request, []) with
        {
            Reason = RefusalReason.NotConnected,
            Message = accounts.Length switch
            {
                0 => "The investigation names neither an alarm, a resource nor an integration to look into.",
                1 => $"Account {accounts[0]} is not connected.",
                _ => $"None of the accounts {string.Join(", ", accounts)} is connected.",
            },
            Remedy = accounts.Length == 0
                ? "Choose an integration or a resource for the incident and start the investigation again."
                : "Connect the account (POST /v1/integrations/aws/connect) and start the investigation again.",
        };
    }

    private async Task RecordAsync(
        string tenantId, string action, string subject, Dictionary<string, string> details,
        CancellationToken cancellationToken) =>
        await audit.AppendAsync(
            new AuditEntry { TenantId = tenantId, Actor = Actor, Action = action, Subject = subject, Details = details },
            cancellationToken);
}
