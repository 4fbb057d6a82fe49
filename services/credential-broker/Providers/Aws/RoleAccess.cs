using CauseFlow.CredentialBroker.Budgets;
using CauseFlow.Contracts;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>Assumes customers' roles: to test a connection, and to mint a session for a lease.</summary>
public sealed class RoleAccess(IStsClient sts, IOptions<AwsOptions> options)
{
    /// <summary>The principal of a partition; null when the installation has none there.</summary>
    public string? PrincipalArn(string partition) =>
        options.Value.PrincipalArn.TryGetValue(partition, out var arn) && arn.Length > 0 ? arn : null;

    /// <summary>
    /// Assumes the role with the external id, then tries without it under a policy that allows nothing. Null when the
    /// role is as it must be.
    /// </summary>
    public async Task<Refusal?> TestAsync(
        RoleArn role, string roleArn, IReadOnlyList<string> regions, string externalId, string name,
        CancellationToken cancellationToken)
    {
        if (PrincipalArn(role.Partition) is not { } principal)
        {
            return new Refusal(RefusalReason.PartitionNotConfigured,
                $"This installation has no principal in partition {role.Partition}.",
                $"The operator sets Aws:PrincipalArn:{role.Partition} and gives the broker credentials there.");
        }

        AssumeRoleCall call;
        try
        {
            call = new AssumeRoleCall
            {
                RoleArn = roleArn, Region = regions[0], SessionName = AwsNames.SessionName(name), ExternalId = externalId,
                SessionPolicy = AwsPolicies.Session(RunBudget.PlansFor(null), regions),
            };
        }
        catch (SessionPolicyTooLongException e)
        {
            return Refusals.OfLongPolicy(e);
        }

        try
        {
            await sts.AssumeRoleAsync(call, cancellationToken);
        }
        catch (StsException e)
        {
            return StsRefusals.Explain(e, call, principal);
        }

        return options.Value.AllowRolesWithoutExternalId ? null : await ProbeAsync(call, principal, cancellationToken);
    }

    /// <summary>Mints a 900-second session.</summary>
    /// <exception cref="StsException">There is none.</exception>
    public Task<AwsSession> MintAsync(AssumeRoleCall call, CancellationToken cancellationToken) =>
        sts.AssumeRoleAsync(call, cancellationToken);

    /// <summary>Why a mint failed, in words for the customer.</summary>
    public Refusal Explain(StsException error, AssumeRoleCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var principal = RoleArn.Parse(call.RoleArn) is { } role ? PrincipalArn(role.Partition) : null;
        return StsRefusals.Explain(error, call, principal ?? "the principal of the set-up page");
    }

    /// <summary>Only a clear denial proves that the role checks the external id.</summary>
    private async Task<Refusal?> ProbeAsync(AssumeRoleCall call, string principal, CancellationToken cancellationToken)
    {
        var probe = call with { ExternalId = null, SessionPolicy = AwsPolicies.DenyAll };
        try
        {
            await sts.AssumeRoleAsync(probe, cancellationToken);
        }
        catch (StsException e)
        {
            return e.Code is "AccessDenied" or "AccessDeniedException" ? null : StsRefusals.Explain(e, probe, principal);
        }

        return new Refusal(RefusalReason.MissingExternalIdCondition,
            $"{call.RoleArn} can be assumed without the external id, so that another tenant could connect it.",
            "Add the condition StringEquals sts:ExternalId of the set-up page to the role's trust policy.");
    }
}
