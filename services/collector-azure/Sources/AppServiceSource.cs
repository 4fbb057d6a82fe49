using System.Runtime.CompilerServices;
using System.Text.Json;
using CauseFlow.Collection;
using CauseFlow.Collection.Json;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>The resolved App Services and Function Apps, their slots and plans. Settings are never asked for: they are secrets.</summary>
internal sealed class AppServiceSource(IArmClient arm) : IEvidenceSource
{
    private const string Sites = "Microsoft.Web/sites/read";
    private const string Slots = "Microsoft.Web/sites/slots/read";
    private const string Plans = "Microsoft.Web/serverfarms/read";
    private const string Version = "api-version=2023-12-01";
    private const int MaxSites = 10;
    private const int MaxPlans = 10;

    public SourcePlan Plan => AzurePlans.AppService;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cuts = new Cuts(context, Plan);
        var sites = cuts.Take(
            context.Resources.Where(resource =>
                resource.Kind is ResourceKinds.AppService or ResourceKinds.FunctionApp), MaxSites, Sites, "apps");
        var plans = cuts.Take(
            context.Resources.Where(resource => resource.Kind == ResourceKinds.AppServicePlan), MaxPlans, Plans, "plans");
        if (sites.Count + plans.Count == 0)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(context, Plan, Sites, CoverageOutcome.NotApplicable,
                    "No App Service and no Function App was resolved.")],
            };
            yield break;
        }

        var attempts = new Attempts(context, Plan);
        var states = await Task.WhenAll(
            sites.Select(site => SiteAsync(context, site, attempts, cancellationToken))
                .Concat(plans.Select(plan => PlanAsync(context, plan, attempts, cancellationToken))));
        yield return new EvidenceBatch { States = [.. states.SelectMany(x => x)],
            Coverage = [.. attempts.Rows, .. cuts.Rows] };
    }

    private async Task<IReadOnlyList<ResourceState>> SiteAsync(
        CollectionContext context, ResourceRef site, Attempts attempts, CancellationToken cancellationToken)
    {
        if (AzureId.Parse(site.Id) is not { } id)
        {
            return [];
        }

        var isSlot = id.Type == AzureKinds.Slot;
        var listing = isSlot ? Task.FromResult<ArmPages<JsonElement>?>(null) : attempts.TryAsync(
            Slots, () => arm.ListAsync(Slots, $"{id.Path}/slots?{Version}", id.Text, context.Calls, cancellationToken),
            cut: pages => pages.Why);
        var api = isSlot ? Slots : Sites;
        var read = await attempts.TryAsync(api, () => GetAsync(context, api, id, cancellationToken));
        var states = new List<ResourceState>();
        var slots = (await listing)?.Items ?? [];
        if (read is not null)
        {
            states.Add(AppState.OfSite(context, site, read.Json, slots.Select(slot => slot.Text("name")).OfType<string>()));
        }

        return states;
    }

    private async Task<IReadOnlyList<ResourceState>> PlanAsync(
        CollectionContext context, ResourceRef plan, Attempts attempts, CancellationToken cancellationToken)
    {
        var read = AzureId.Parse(plan.Id) is { } id
            ? await attempts.TryAsync(Plans, () => GetAsync(context, Plans, id, cancellationToken)) : null;
        return read is null ? [] : [AppState.OfPlan(context, plan, read.Json)];
    }

    private async Task<Read> GetAsync(CollectionContext context, string api, AzureId id, CancellationToken cancellationToken)
    {
        var json = await arm.GetAsync(api, $"{id.Path}?{Version}", id.Text, context.Calls, cancellationToken);
        return json.At("properties") is { ValueKind: JsonValueKind.Object } ? new Read(json) : throw AzureHttp.Unreadable(new AzureCall(api, "", id.Text), null);
    }

    private sealed record Read(JsonElement Json);
}
