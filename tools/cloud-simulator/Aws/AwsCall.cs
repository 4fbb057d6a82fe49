using CauseFlow.CloudSimulation.Control;
using CauseFlow.CloudSimulation.Policies;
using CauseFlow.CloudSimulation.Signing;

namespace CauseFlow.CloudSimulation.Aws;

/// <summary>An authenticated call: who, from which region, and whether it may.</summary>
/// <param name="Request">The raw request.</param>
/// <param name="Caller">Who signed it.</param>
/// <param name="RequestId">The id that the answer carries.</param>
/// <param name="DenyAll">Set by a switch: every permission check of this call fails.</param>
internal sealed record AwsCall(AwsRequest Request, AwsCaller Caller, string RequestId, bool DenyAll)
{
    /// <summary>What is switched on for this call.</summary>
    public Switch Switch { get; init; } = new();

    public string Region => Caller.Region;

    /// <summary>Throws the denial that AWS would send unless the caller may do this.</summary>
    /// <param name="action">IAM action, for example <c>logs:StartQuery</c>.</param>
    /// <param name="resource">ARN of the resource, or null where AWS names none in its message.</param>
    public void Require(string action, string? resource)
    {
        var denial = DenyAll
            ? Authorizer.NoIdentityPolicy(action)
            : Authorizer.Check(Caller, action, resource ?? "*");
        if (denial is null)
        {
            return;
        }

        var on = resource is null ? "" : $" on resource: {resource}";
        throw new AwsException(
            AwsFault.AccessDenied,
            $"User: {Caller.Arn} is not authorized to perform: {action}{on} {denial}");
    }
}
