using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Audit;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.CredentialBroker.Providers;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>
/// Takes the collector's report of a connection test; works on the caller's context, and the caller commits.
/// </summary>
public sealed class TestReports(
    BrokerDbContext db, AuditLog audit, TestLeases leases, CloudAccesses clouds, IOptions<IntegrationOptions> options,
    TimeProvider time)
{
    private const int MaxPermissions = 500;
    private const int MaxText = 600;

    /// <summary>Null when the test is over: a late report changes nothing.</summary>
    public async Task<TestReported?> ApplyAsync(AccessTested report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        await audit.TakeTurnAsync(report.TenantId, cancellationToken);
        if (await leases.EndAsync(report.TenantId, report.LeaseId, cancellationToken) is not { } closed)
        {
            return null;
        }

        // The lease says what was tested, not the report.
        var lease = (await db.Leases.FindAsync([report.LeaseId], cancellationToken))!;
        var integration = await db.Integrations.FirstOrDefaultAsync(
            x => x.Id == lease.IntegrationId && x.TenantId == report.TenantId && x.Status != IntegrationStatus.Disconnected,
            cancellationToken);
        if (integration is not null)
        {
            var told = ConnectionTestResult.Of(Shortened(report), integration.Provider, integration.LastTest?.Warnings);
            var result = ExcessRule.Judge(integration, Bounded(told));
            integration.LastTest = result;

            // A test on AWS has no row for an account where nothing is too much.
            var accounts = integration.Provider == CloudProvider.Aws ? [] : integration.Accounts;
            if (ExcessRule.VerdictOf(report, ExcessPlanOf(integration), accounts) is { } verdict)
            {
                integration.Excess = verdict;
                integration.LookAgainAt = (Now + options.Value.ExcessMaxAge).TruncateToMicroseconds();
            }

            integration.Version++;
            await RecordAsync(lease, result, cancellationToken);
            var changed = await SettleAsync(integration, lease, result, cancellationToken);

            // What was lent on an earlier verdict ends with it.
            return integration.IsHeld || !integration.IsConnected
                ? new TestReported([closed, .. await leases.CloseOthersAsync(integration.Id, cancellationToken)], changed)
                : new TestReported([closed], changed);
        }

        return new TestReported([closed], null);
    }

    /// <summary>
    /// Who may do too much is not connected at all by the first report, and held back by a later one, unless an admin has
    /// confirmed it. Answers what the others must know.
    /// </summary>
    private async Task<IntegrationChanged?> SettleAsync(
        Integration integration, Lease lease, ConnectionTestResult result, CancellationToken cancellationToken)
    {
        var status = integration.Status;
        if (result.Reason == RefusalReason.OverPrivileged && !integration.IsAccepted)
        {
            await Disconnection.ApplyAsync(db, integration, Now, cancellationToken);
            await audit.AppendAsync(IntegrationAudit.Entry(
                integration, lease.Collector, "integration.connect_refused", result.Reason), cancellationToken);
            return integration.ToMessage();
        }

        integration.IsAccepted |= result.Reason != RefusalReason.OverPrivileged;
        integration.Status = ExcessRule.StatusOf(integration, result);
        integration.ChangedAt = integration.Status == status ? integration.ChangedAt : Now;
        return integration.Status == status ? null : integration.ToMessage();
    }

    private HashSet<string> ExcessPlanOf(Integration integration) =>
        clouds.Of(integration.Provider).PlansFor(LeasePurpose.ConnectionTest, null).Where(plan => plan.Source == "excess")
            .SelectMany(plan => plan.Calls).Select(call => call.Permission).ToHashSet(StringComparer.Ordinal);

    private DateTimeOffset Now => time.GetUtcNow().TruncateToMicroseconds();

    private async Task RecordAsync(
        Lease lease, ConnectionTestResult result, CancellationToken cancellationToken) =>
        await audit.AppendAsync(new AuditEntry
        {
            TenantId = lease.TenantId, Actor = lease.Collector, Action = "integration.permissions_tested",
            Subject = lease.IntegrationId,
            Details = new Dictionary<string, string>
            {
                ["leaseId"] = lease.Id, ["ok"] = $"{result.Ok}", ["missingMandatory"] = $"{result.MissingMandatory}",
                ["missingOptional"] = $"{result.MissingOptional}", ["excess"] = $"{result.Excess}",
            },
        }, cancellationToken);

    private static AccessTested Shortened(AccessTested report) => report with
    {
        Message = Short(report.Message), Remedy = Short(report.Remedy),
        Permissions =
        [
            .. report.Permissions.Select(x => x with
            {
                Permission = Short(x.Permission)!, Message = Short(x.Message), Remedy = Short(x.Remedy),
            }),
        ],
    };

    /// <summary>Counted is everything; what is kept begins with what is missing or too much.</summary>
    private static ConnectionTestResult Bounded(ConnectionTestResult result) =>
        result with { Permissions = [.. (result.Permissions ?? []).Take(MaxPermissions)] };

    private static string? Short(string? text) => text is { Length: > MaxText } ? text[..MaxText] : text;
}
