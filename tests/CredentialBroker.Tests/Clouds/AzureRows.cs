using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Tests.Clouds;

/// <summary>Rows of a connection test's report on Azure.</summary>
internal static class AzureRows
{
    /// <summary>Too much.</summary>
    public static readonly PermissionResult Excess = new()
    {
        Permission = "Microsoft.Compute/virtualMachines/write", Outcome = PermissionOutcome.Excess, Mandatory = false,
    };

    /// <summary>As it should be.</summary>
    public static readonly PermissionResult Held = new()
    {
        Permission = "Microsoft.Compute/virtualMachines/read", Outcome = PermissionOutcome.Held, Mandatory = true,
    };

    /// <summary>Somebody has looked whether there is too much.</summary>
    public static readonly PermissionResult Looked = new()
    {
        Permission = AzureExcess.Plan.Calls[0].Permission, Outcome = PermissionOutcome.Held, Mandatory = false,
    };
}
