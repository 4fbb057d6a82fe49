using CauseFlow.Collection;

namespace CauseFlow.CollectorAzure.Clients;

/// <summary>Virtual machines through Azure's own client.</summary>
internal interface IVirtualMachines
{
    /// <summary>One machine with its run-time view.</summary>
    Task<CloudMachine> GetAsync(AzureId id, CallMeter calls, CancellationToken cancellationToken);

    /// <summary>The machines of a subscription with their power states, as far as the bound of pages goes.</summary>
    Task<ArmPages<CloudMachine>> ListAsync(
        string subscription, CallMeter calls, CancellationToken cancellationToken);
}
