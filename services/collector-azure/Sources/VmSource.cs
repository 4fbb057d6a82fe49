using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.CollectorAzure.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>
/// Power state, agent and extensions of the resolved machines; where no resource was named, the machines of the subscriptions
/// that do not run as they should.
/// </summary>
internal sealed class VmSource(IVirtualMachines machines) : IEvidenceSource
{
    private const string Api = "Microsoft.Compute/virtualMachines/read";
    private const int MaxMachines = 30;
    private const int MaxUnhealthy = 30;
    private const int MaxSubscriptions = 5;
    private const int Parallel = 5;

    public SourcePlan Plan => AzurePlans.Vm;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cuts = new Cuts(context, Plan);
        var attempts = new Attempts(context, Plan);
        var resources = cuts.Take(
            context.Resources.Where(resource => resource.Kind == ResourceKinds.AzureVm), MaxMachines, Api, "machines");
        if (resources.Count == 0 && context.Resources.Count > 0)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(context, Plan, Api, CoverageOutcome.NotApplicable,
                    "No virtual machine was resolved.")],
            };
            yield break;
        }

        yield return resources.Count > 0
            ? await NamedAsync(context, resources, attempts, cuts, cancellationToken)
            : await UnhealthyAsync(context, attempts, cuts, cancellationToken);
    }

    private async Task<EvidenceBatch> NamedAsync(
        CollectionContext context, IReadOnlyList<ResourceRef> resources, Attempts attempts, Cuts cuts,
            CancellationToken cancellationToken)
    {
        using var gate = new SemaphoreSlim(Parallel);
        var read = await Task.WhenAll(resources.Select(async resource =>
        {
            if (AzureId.Parse(resource.Id) is not { } id)
            {
                return null;
            }

            await gate.WaitAsync(cancellationToken);
            try
            {
                var machine = await attempts.TryAsync(
                    Api, () => machines.GetAsync(id, context.Calls, cancellationToken), isPartial: e =>
                        e.ProviderCode == AzureErrors.NotFound);
                return machine is null ? null : MachineState.Of(context, resource, machine);
            }
            finally
            {
                gate.Release();
            }
        }));
        return new EvidenceBatch { States = [.. read.OfType<ResourceState>()], Coverage = [.. attempts.Rows, .. cuts.Rows] };
    }

    private async Task<EvidenceBatch> UnhealthyAsync(
        CollectionContext context, Attempts attempts, Cuts cuts, CancellationToken cancellationToken)
    {
        var states = new List<ResourceState>();
        foreach (var subscription in cuts.Take(context.Target.Accounts, MaxSubscriptions, Api, "subscriptions"))
        {
            var read = await attempts.TryAsync(
                Api, () => machines.ListAsync(subscription, context.Calls, cancellationToken), cut: pages => pages.Why);
            states.AddRange((read?.Items ?? []).Select(machine => (machine, id: AzureId.Parse(machine.Id)))
                .Where(pair => pair.id is not null && AzureResources.IsInScope(context.Target, pair.id))
                .Select(pair => MachineState.Of(
                    context, AzureResources.Of(context, pair.id!, location: pair.machine.Location), pair.machine))
                .Where(state => state.Status is ResourceStatus.Failed or ResourceStatus.Degraded or ResourceStatus.Stopped));
        }

        var shown = cuts.Take(
            states.OrderBy(state => state.Status is ResourceStatus.Stopped).ThenBy(state => state.Resource.Id,
                StringComparer.Ordinal),
            MaxUnhealthy, Api, "machines that do not run as they should");
        return new EvidenceBatch
        {
            Resources = [.. shown.Select(state => state.Resource)], States = shown,
                Coverage = [.. attempts.Rows, .. cuts.Rows],
        };
    }
}
