using CauseFlow.Collection.Plans;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.Contracts;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>Assumes customers' roles: to test a connection, and to mint a session for a lease.</summary>
public sealed class RoleAccess(IStsClient sts, IOptions<AwsOptions> options)
{
    /// <summary>Shown with every connection of an installation that takes such roles.</summary>
    public const string OpenRoleWarning =
        "The role can be assumed without the tenant's external id. This installation accepts that (Aws:AllowRolesWithoutExternalId); "
        + "with more than one tenant, another tenant could connect this account.";

    /// <summary>The principal of a partition; null when the installation has none there.</summary>
    public string? PrincipalArn(string partition) =>
        options.Value.PrincipalArn.TryGetValue(partition, out var arn) && arn.Length > 0 ? arn : null;

    /// <summary>
    /// Assumes the role with an external id of the tenant, then tries without any and with one that nobody has, both under a
    /// policy that allows nothing.
    /// </summary>
    /// <param name="integration">Whose role.</param>
    /// <param name="candidates">External ids, the newest first.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    public async Task<AccessProbe> TestAsync(
        Integration integration, IReadOnlyList<ExternalIdCandidate> candidates, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(integration);
        var role = RoleArn.Parse(integration.SettingsOf<AwsSettings>().RoleArn)
            ?? throw new InvalidOperationException($"Integration {integration.Id} has no valid role.");
        if (PrincipalArn(role.Partition) is not { } principal)
        {
            return AccessProbe.Of(new Refusal(RefusalReason.PartitionNotConfigured,
                $"This installation has no principal in partition {role.Partition}.",
                $"The operator sets Aws:PrincipalArn:{role.Partition} and gives the broker credentials there."));
        }

        try
        {
            var call = CallOf(integration, integration.Id, AwsPolicies.Session(AwsPlans.All, integration.Regions),
                integration.Regions[0]);
            var (_, generation, refusal) = await AssumeAsync(call, candidates, integration.LastTest, cancellationToken);
            return refusal is not null
                ? AccessProbe.Of(refusal)
                : await ProbeAsync(call, principal, generation, cancellationToken);
        }
        catch (SessionPolicyTooLongException e)
        {
            return AccessProbe.Of(Refusals.OfLongPolicy(e));
        }
    }

    /// <summary>Mints a 900-second session for a lease.</summary>
    /// <exception cref="SessionPolicyTooLongException">The lease has more regions than a session policy holds.</exception>
    public Task<(AwsSession? Session, int Generation, Refusal? Refusal)> MintAsync(
        Leases.Lease lease, Integration integration, IReadOnlyList<ExternalIdCandidate> candidates,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(integration);
        var policy = AwsPolicies.Session(
            AwsRunPlans.For(lease.Purpose, lease.Sources), lease.Target.Regions,
            lease.Purpose == LeasePurpose.Intake ? lease.Target.Resources[0].Id : "*");
        var call = CallOf(integration, NameOf(lease), policy, lease.Target.Regions[0]);
        return AssumeAsync(call, candidates, integration.LastTest, cancellationToken);
    }

    /// <summary>Carries the investigation's id, so that the customer's own records show who called and why.</summary>
    public static string SessionNameOf(Leases.Lease lease) => AwsNames.SessionName(NameOf(lease));

    private static string NameOf(Leases.Lease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return lease.InvestigationId ?? lease.IntegrationId;
    }

    private static AssumeRoleCall CallOf(Integration integration, string name, string policy, string region) => new()
    {
        RoleArn = integration.SettingsOf<AwsSettings>().RoleArn, Region = region, SessionName = AwsNames.SessionName(name), ExternalId = null,
        SessionPolicy = policy,
    };

    /// <summary>
    /// During a rotation a role may still ask for the external id before: it is tried when the newest was denied, and only
    /// then. What is explained is the newest's refusal.
    /// </summary>
    private async Task<(AwsSession? Session, int Generation, Refusal? Refusal)> AssumeAsync(
        AssumeRoleCall call, IReadOnlyList<ExternalIdCandidate> candidates, ConnectionTestResult? last,
        CancellationToken cancellationToken)
    {
        Refusal? refusal = null;
        foreach (var candidate in candidates)
        {
            var attempt = call with { ExternalId = candidate.Value };
            try
            {
                return (await sts.AssumeRoleAsync(attempt, cancellationToken), candidate.Generation, null);
            }
            catch (StsException e)
            {
                refusal ??= Explain(e, attempt, last);
                if (!IsDenial(e))
                {
                    break;
                }
            }
        }

        return (null, 0, refusal);
    }

    private static bool IsDenial(StsException e) => e.Code is "AccessDenied" or "AccessDeniedException";

    private Refusal Explain(StsException error, AssumeRoleCall call, ConnectionTestResult? last)
    {
        var principal = RoleArn.Parse(call.RoleArn) is { } role ? PrincipalArn(role.Partition) : null;
        return StsRefusals.Explain(
            error, call, principal ?? "the principal of the set-up page", last is { Ok: true } ? last.At : null);
    }

    /// <summary>
    /// Only a clear denial proves that the role checks the external id: it has to be denied without one, and with one of
    /// the right form that was made up just now. A condition such as <c>StringLike "*"</c> passes only the first.
    /// </summary>
    private async Task<AccessProbe> ProbeAsync(
        AssumeRoleCall call, string principal, int generation, CancellationToken cancellationToken)
    {
        foreach (var externalId in (string?[])[null, ExternalIds.Random()])
        {
            var probe = call with { ExternalId = externalId, SessionPolicy = AwsPolicies.DenyAll };
            try
            {
                await sts.AssumeRoleAsync(probe, cancellationToken);
                return options.Value.AllowRolesWithoutExternalId
                    ? AccessProbe.Good(generation, OpenRoleWarning)
                    : AccessProbe.Of(OpenRole(call.RoleArn, externalId is null));
            }
            catch (StsException e)
            {
                if (!IsDenial(e))
                {
                    return AccessProbe.Of(StsRefusals.Explain(e, probe, principal, null));
                }
            }
        }

        return AccessProbe.Good(generation);
    }

    private static Refusal OpenRole(string roleArn, bool withoutAny) => new(
        RefusalReason.MissingExternalIdCondition,
        $"{roleArn} can be assumed {(withoutAny ? "without the external id" : "with any external id")}, so that another tenant "
        + "could connect it.",
        withoutAny
            ? "Add the condition StringEquals sts:ExternalId of the set-up page to the role's trust policy."
            : "Replace the condition on sts:ExternalId in the role's trust policy by StringEquals with the one of the set-up page.");
}
